const WORKS: readonly (readonly [what: string, work: string])[] = [
  [
    "Volatility over hours, days and weeks",
    "Corsi (2009), A Simple Approximate Long-Memory Model of Realized Volatility, Journal of Financial Econometrics 7",
  ],
  [
    "Variance of a candle",
    "Garman and Klass (1980), On the Estimation of Security Price Volatilities from Historical Data, Journal of Business 53",
  ],
  [
    "The shape of surprises",
    "Barone-Adesi, Giannopoulos and Vosper (1999), VaR without Correlations for Portfolios of Derivative Securities, Journal of Futures Markets 19",
  ],
  [
    "Honest scores",
    "Gneiting and Raftery (2007), Strictly Proper Scoring Rules, Prediction, and Estimation, JASA 102",
  ],
  [
    "CRPS from quantiles",
    "Gneiting and Ranjan (2011), Comparing Density Forecasts Using Threshold- and Quantile-Weighted Scoring Rules, JBES 29",
  ],
  [
    "PIT and calibration",
    "Gneiting, Balabdaoui and Raftery (2007), Probabilistic Forecasts, Calibration and Sharpness, JRSS B 69",
  ],
  [
    "The textbook rule (GARCH)",
    "Bollerslev (1986), Generalized Autoregressive Conditional Heteroskedasticity, Journal of Econometrics 31",
  ],
  [
    "Which of two loses less",
    "Diebold and Mariano (1995), Comparing Predictive Accuracy, JBES 13; Harvey, Leybourne and Newbold (1997)",
  ],
  [
    "What chance allows",
    "Politis and Romano (1992), A Circular Block-Resampling Procedure; Politis and White (2004), with Patton (2009), on the length of blocks",
  ],
  [
    "Dots instead of curves",
    "Fernandes, Walls, Munson, Hullman and Kay (2018), Uncertainty Displays Using Quantile Dotplots or CDFs Improve Transit Decision-Making, CHI",
  ],
];

const STANDARDS: readonly (readonly [href: string, name: string])[] = [
  ["https://www.rfc-editor.org/rfc/rfc9162", "RFC 9162, Merkle trees of public logs"],
  ["https://www.rfc-editor.org/rfc/rfc8785", "RFC 8785, canonical JSON"],
  ["https://c2sp.org/tlog-checkpoint", "C2SP tlog-checkpoint, signed states"],
];

/** Whose work this rests on. */
export function Sources() {
  return (
    <section id="sources">
      <h2>Sources</h2>
      <dl className="method__sources">
        {WORKS.map(([what, work]) => (
          <div key={work}>
            <dt>{what}</dt>
            <dd>{work}.</dd>
          </div>
        ))}
      </dl>
      <p>
        Standards:{" "}
        {STANDARDS.map(([href, name], index) => (
          <span key={href}>
            {index === 0 ? "" : "; "}
            <a href={href}>{name}</a>
          </span>
        ))}
        .
      </p>
    </section>
  );
}
