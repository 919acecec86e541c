import { distributionFeeds } from './feeds/distribution-feeds.ts';
import type { VendorFeed } from './feeds/feed.ts';
import { productFeeds } from './feeds/product-feeds.ts';

/** Every vendor's feed that a build knows. */
export const vendorFeeds: readonly VendorFeed[] = [...distributionFeeds, ...productFeeds];
