/**
 * What the server says, in one place. Status and live report are of this version (EdgeHost/Dashboard/Status, Live); a test compares them.
 * Events pass through the server as they were published: other versions of the contract share the broker, so any field may be missing.
 */

export interface DashboardStatus {
  site: string;
  device: string;
  camera: string;
  version: string;
  bootId: string;
  model: ModelStatus;
  heads: HeadStatus[];
  fps: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  counters: CounterStatus;
  broker: BrokerStatus;
  health: HealthStatus;
}

export interface ModelStatus {
  name: string;
  version: string;
  sha256: string;
  provider: string;
}

export interface HeadStatus {
  name: string;
  classes: ClassStatus[];
}

export interface ClassStatus {
  index: number;
  name: string;
  /** "#rrggbb" */
  color: string;
}

export interface CounterStatus {
  received: number;
  processed: number;
  dropped: number;
  failed: number;
  inFlight: number;
  flagged: number;
  explained: number;
  explainSkipped: number;
  coalitionsLearned: number;
}

export interface BrokerStatus {
  connected: boolean;
  detail: string;
}

export interface HealthStatus {
  state: 'healthy' | 'degraded' | 'unhealthy';
  reasons: string[];
}

export interface LiveReport {
  camera: string;
  frame: number;
  utc: string;
  width: number;
  height: number;
  fps: number;
  heads: LiveHead[];
  flags: LiveFlag[];
  latencyMs: LiveLatency;
}

export interface LiveHead {
  name: string;
  classes: LiveClass[];
}

export interface LiveClass {
  id: number;
  name: string;
  area: number;
  conf: number | null;
}

export interface LiveFlag {
  rule: string;
  class: string | null;
  severity: string;
}

export interface LiveLatency {
  pre: number;
  infer: number;
  post: number;
  total: number;
}

export interface EventPage {
  items: EventItem[];
  /** How many events the archive holds, whatever page was asked for. */
  total: number;
}

/** @see EdgeHost/Dashboard/Http/EventItem.cs */
export interface EventItem {
  receivedUtc: string;
  event: EventMessage;
  /** sha256 of the blobs that are here by now */
  blobs: string[];
}

/** docs/contract/event.schema.json */
export interface EventMessage {
  eventId?: string;
  epoch?: string;
  seq?: number;
  site?: string;
  device?: string;
  capture?: EventCapture;
  frame?: EventFrame;
  model?: Partial<ModelStatus>;
  classes?: EventClass[];
  flags?: EventFlag[];
  regions?: EventRegion[];
  explanations?: EventExplanation[];
  latencyMs?: EventLatency;
  blobs?: EventBlob[];
  privacy?: { policy?: string };
}

export interface EventCapture {
  utc?: string;
  clock?: string;
  errMs?: number;
}

export interface EventFrame {
  camera?: string;
  number?: number;
  width?: number;
  height?: number;
}

export interface EventClass {
  id: number;
  head?: string;
  area?: number;
  conf?: number | null;
}

export interface EventFlag {
  rule?: string;
  class?: string;
  value?: number;
  threshold?: number;
  severity?: string;
}

export interface EventRegion {
  id: number;
  track?: number;
  class?: string;
  head?: string;
  box?: Rect;
  areaPx?: number;
  margin?: number;
}

export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface EventExplanation {
  status?: string;
  reason?: string;
  method?: string;
  params?: Record<string, unknown>;
  target?: ExplanationTarget;
  shares?: ExplanationShares;
  faithfulness?: Faithfulness;
  age?: ExplanationAge;
  queries?: number;
  /** sha256 of its map */
  heat?: string;
}

export interface ExplanationTarget {
  region?: number;
  class?: string;
  head?: string;
  foil?: string;
}

export interface ExplanationShares {
  inside?: number;
  boundary?: number;
  context?: number;
}

export interface Faithfulness {
  score?: number;
  how?: string;
  pass?: boolean;
}

export interface ExplanationAge {
  frames: number;
  ms: number;
}

export interface EventLatency extends Partial<LiveLatency> {
  explain?: number;
}

export interface EventBlob {
  kind?: string;
  head?: string;
  sha256?: string;
  bytes?: number;
  state?: string;
}
