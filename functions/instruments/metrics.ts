interface LoaderMetric {
  /** For the documentation, which is generated from this table. */
  readonly meaning: string;
}

/** The CloudWatch dimension `service` of the loader. */
export const LOADER_SERVICE = 'instruments';

/** What the loader counts. */
export const LOADER_METRICS = {
  InstrumentsLoaded: { meaning: 'Instruments of a load that counts from now on.' },
  InstrumentsRefused: {
    meaning: 'Files of Kite that were refused. The last load stays; the log names line, value and remedy.',
  },
  InstrumentsMissing: {
    meaning: "Runs after 09:05 on a trading day without the day's instruments. The last load stays.",
  },
  StrategyNamesUnresolved: {
    meaning:
      'Names in strategies that the instruments of the day do not have, after each load. The log names strategies and names.',
  },
} as const satisfies Record<string, LoaderMetric>;

export type LoaderMetricName = keyof typeof LOADER_METRICS;
