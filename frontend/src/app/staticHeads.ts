/** Titles and descriptions of the pages that are words alone: their files have them too. */
export interface PageHead {
  title: string;
  description: string;
}

export const METHOD: PageHead = {
  title: "Method",
  description:
    "How Candor's Bitcoin forecasts are made and scored, how to read them, what is not claimed, and what would prove them wrong.",
};
export const TERMS: PageHead = {
  title: "Terms",
  description: "Candor is free to read, copy and check; it is not advice.",
};
export const PRIVACY: PageHead = {
  title: "Privacy",
  description: "What Candor's pages report, and what they do not keep.",
};
export const IMPRINT: PageHead = {
  title: "Imprint",
  description: "Who runs this copy of Candor, and how to reach them.",
};
export const NOT_FOUND: PageHead = {
  title: "Page not found",
  description: "There is no page of Candor at this address.",
};
