import type { Operator } from "../../lib/operator";
import { Contact } from "./Contact";

interface Props {
  operator: Operator;
  /** Whether pictures come by way of an image service. */
  hasImageService: boolean;
}

/** What is known of readers: as little as a site can. */
export function Privacy({ operator, hasImageService }: Props) {
  return (
    <>
      <header className="page-head">
        <p className="page-head__page">Privacy</p>
        <h1>No account, no cookie, and nobody is followed.</h1>
      </header>
      <div className="prose">
        <section>
          <h2>What the page tells its own site</h2>
          <p>
            When you close the page or turn to another tab, it sends counts. Then one visit in four
            reports which pages were shown how often, how fast they came, whether the horizon was
            switched or the record verified, and how many errors of which kind there were. The
            others report the errors only.
          </p>
          <p>
            A report has no identifier, no address, no text, no device and no place to come from;
            two reports cannot be told to be of one reader. The server adds them up and keeps none.
          </p>
          <p>
            <strong>To opt out,</strong> let your browser send “Do Not Track” or “Global Privacy
            Control”: then nothing is reported at all.
          </p>
        </section>
        <section>
          <h2>What any request tells</h2>
          <p>
            Your IP address and browser’s name reach the hosting platform with every request, as on
            any site; it may keep logs of them by its own rules. Our own log has neither: a line is
            written only where a request failed or was slow, and addresses and browser names are
            taken out of it.
          </p>
          {hasImageService ? (
            <p>
              Some pictures are delivered by Cloudinary (res.cloudinary.com), which sees the same of
              those requests.
            </p>
          ) : (
            <p>
              Everything you see comes from this site: no fonts, scripts or pictures from elsewhere.
            </p>
          )}
        </section>
        <section>
          <h2>Kept in your browser</h2>
          <p>
            The documents that a page last read may be kept, to be shown with their age when the API
            does not answer; nothing in them is of you, and clearing the site’s data removes them.
            Prices you type stay in the page unless you ask the API for them. What you chose, such
            as the horizon, stands in the page’s address, so that you can share it.
          </p>
        </section>
        <section>
          <h2>Questions</h2>
          <p>
            <Contact operator={operator} /> Who that is: <a href="/imprint">imprint</a>.
          </p>
        </section>
      </div>
    </>
  );
}
