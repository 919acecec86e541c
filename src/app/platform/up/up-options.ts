import type { RegistrySettings } from '#artifact/registry/settings.ts';
import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { AuditLog, Authenticator, ExternalSignIn, Operations } from '#contract/platform.ts';
import type { Scope } from '#contract/scope.ts';
import type { SensorPlaces } from '#sensor/locate-sensor.ts';
import type { RuntimeCatalogue } from '../../runtime/catalogue.ts';
import type { OwnProgram } from '../continuous/options.ts';
import type { PlatformPlace } from '../open-platform.ts';
import type { ComplianceParts } from '../operations/compliance.ts';

/** Everything that `caisson up` is made of beside its settings. */
export interface UpOptions extends PlatformPlace {
  readonly version: string;
  readonly configDirectory: string;
  /** Where saved reports of the command line lie. */
  readonly reportDirectory: string;
  readonly homeDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly program: OwnProgram;
  readonly registry: RegistrySettings;
  readonly openIndex: () => AdvisoryIndex;
  readonly checks: ComplianceParts['checks'];
  readonly runtime: RuntimeCatalogue;
  readonly sensor: SensorPlaces;
  readonly openWebFace: OpenWebFace;
  /** Built console; without it there is only the API. */
  readonly consoleDirectory?: string;
  /** Fonts of reports; those of the library where absent. */
  readonly fontDirectory?: string;
  /** PEM texts. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly tell: UpListener;
}

/** Told what a person at the terminal should see. */
export interface UpListener {
  migrated(steps: readonly string[]): void;
  ready(facts: {
    readonly url: string;
    /** Link for the first administrator; absent when there is one. */
    readonly firstRun?: string;
    readonly store: string;
    readonly bus: string;
    readonly watches: boolean;
  }): void;
  stopping(): void;
}

/** The HTTP face, as the composition root gives it. */
interface WebFace {
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  close(): Promise<void>;
}
type OpenWebFace = (parts: WebFaceParts) => Promise<WebFace>;
export interface WebFaceParts {
  readonly operations: Operations;
  readonly authenticator: Authenticator;
  readonly settings: {
    readonly host: string;
    readonly port: number;
    readonly tls?: { readonly certificate: string; readonly key: string };
    readonly insecureHttp?: boolean;
    readonly publicOrigin?: string;
    readonly allowedHosts?: readonly string[];
    readonly trustedProxies?: readonly string[];
  };
  readonly scope: Scope;
  readonly consoleDirectory?: string;
  readonly readiness?: () => Promise<readonly string[]>;
  readonly metrics?: () => Promise<string>;
  readonly refused?: (entry: Parameters<AuditLog['append']>[1]) => Promise<void>;
  readonly external?: ExternalSignIn;
}
