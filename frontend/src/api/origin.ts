const elsewhere = import.meta.env.VITE_API_URL;

/** Origin of the API; empty where it is the page's own. */
export const API_ORIGIN = elsewhere ? new URL(elsewhere).origin : "";

/** Address of something of the API, for a link. */
export function apiUrl(path: `/api/${string}`): string {
  return API_ORIGIN + path;
}
