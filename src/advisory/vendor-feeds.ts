import type { VendorFeed } from './feeds/feed.ts';

/** Every vendor's feed that a build knows. */
export const vendorFeeds: readonly VendorFeed[] = [];
