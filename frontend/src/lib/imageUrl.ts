/** Where pictures come from: an image service that fetches them from this site, or the site itself. */

const SERVICE = import.meta.env.VITE_CANDOR_IMAGES_URL;

/** Whether pictures come by way of a service. */
export const hasImageService = Boolean(SERVICE);

/**
 * The address of a picture by the image service; the site's own where none is set.
 *
 * A service keeps what it has fetched for weeks: a picture that changes needs an address that does.
 */
export function imageUrl(own: string, service: string | undefined = SERVICE): string {
  return service ? `${service.replace(/\/?$/, "/")}${encodeURIComponent(own)}` : own;
}
