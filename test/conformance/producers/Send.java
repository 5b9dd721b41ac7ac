import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends each line of standard input to partition 0 with Kafka's own client: brokers, topic and codec are arguments. */
public final class Send {
  public static void main(String[] arguments) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", arguments[0]);
    settings.put("compression.type", arguments[2]);
    // All records leave in one batch: a codec is not used where a batch would not become smaller.
    settings.put("linger.ms", "200");
    settings.put("batch.size", "500000");
    settings.put("key.serializer", ByteArraySerializer.class.getName());
    settings.put("value.serializer", ByteArraySerializer.class.getName());
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
      java.util.List<java.util.concurrent.Future<?>> sent = new java.util.ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(arguments[1], 0, "k".getBytes(), line.getBytes());
        record.headers().add("h", new byte[] {-1});
        sent.add(producer.send(record));
      }
      for (java.util.concurrent.Future<?> each : sent) each.get();
    }
  }
}
