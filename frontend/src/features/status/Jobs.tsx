import type { Job } from "../../api/documents";
import { Panel } from "../../components/Panel";
import { instantOf } from "../../domain/units";
import { shortTime } from "../../lib/formatTime";
import { StateText } from "./StateMark";
import { ago, UNREADABLE } from "./statusWords";

interface Props {
  jobs: readonly Job[];
  now: number;
  /** Whether what they told can be read now. */
  readable: boolean;
}

/** When each job last did all there was to do, by the wall clock. */
export function Jobs({ jobs, now, readable }: Props) {
  return (
    <Panel title="Jobs">
      {jobs.length === 0 ? (
        <p className="status__empty">
          {readable ? "No job has told of a success yet." : UNREADABLE}
        </p>
      ) : (
        <div className="scroll">
          <table className="data">
            <thead>
              <tr>
                <th scope="col">Job</th>
                <th scope="col">Last success, UTC</th>
                <th scope="col">In time?</th>
              </tr>
            </thead>
            <tbody>
              {jobs.map((one) => (
                <tr key={one.job}>
                  <th scope="row">{one.job}</th>
                  <td>
                    <time dateTime={one.last_success}>
                      {shortTime(instantOf(one.last_success))}
                    </time>{" "}
                    <span className="quiet">{ago(one.last_success, now)}</span>
                  </td>
                  <td>
                    <StateText
                      state={one.late ? "degraded" : "ok"}
                      word={one.late ? "late" : "in time"}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
