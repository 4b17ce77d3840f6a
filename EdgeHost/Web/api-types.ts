/**
 * What the server says, in one place. Status and live report are of this version (EdgeHost/Dashboard/Status, Live); a test compares them.
 * Events pass through the server as they were published: other versions of the contract share the broker, so any field may be missing.
 */

export interface DashboardStatus {
  site: string;
  device: string;
  cameras: CameraStatus[];
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

export interface CameraStatus {
  name: string;
  /** In words; null while its pictures come and are segmented. */
  problem: string | null;
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

/** @see EdgeHost/Dashboard/Status/SessionReport.cs */
export interface SessionReport {
  kind: string;
  name: string | null;
  user: string | null;
  role: string | null;
  may: SessionRights;
  token: string | null;
  signsOut: boolean;
}

export interface SessionRights {
  look: boolean;
  review: boolean;
  remove: boolean;
  restore: boolean;
  /** Take an audit pack of one event. */
  pack: boolean;
  export: boolean;
}

/** The status of a hub. @see EdgeHost/Hub/HubReport.cs */
export interface HubReport {
  name: string;
  sites: string[];
  version: string;
  broker: BrokerStatus;
  health: HealthStatus;
}

export interface QueueOffers {
  sites: string[];
  devices: string[];
  cameras: string[];
  classes: string[];
  rules: string[];
  severities: string[];
  statuses: string[];
  models: string[];
}

export interface EventPage {
  items: EventItem[];
  /** How many events there are for this question, whatever page was asked for; null where nobody counted. */
  total: number | null;
  /** Of a hub: how many of them nobody has judged. */
  unreviewed: number | null;
}

/** @see EdgeHost/Dashboard/Http/EventItem.cs */
export interface EventItem {
  receivedUtc: string;
  event: EventMessage;
  /** sha256 of the blobs that are here by now */
  blobs: string[];
  /** Of a hub: by what its filters go. */
  kind?: EventKind;
  /** Of a hub. */
  review?: EventReview;
}

export interface EventKind {
  site: string;
  device: string;
  camera: string;
  severity: string;
  rule: string;
  class: string | null;
  status: string | null;
  model: string;
}

/** @see EdgeHost/Dashboard/Events/EventReview.cs */
export interface EventReview {
  reviewed: boolean;
  /** A second person is asked, who is not told what the first one said. */
  second: boolean;
  verdicts: Verdict[];
}

export interface Verdict {
  verdictId: string;
  utc: string;
  user: string;
  verdict: string;
  reason: string | null;
  class: string | null;
  shown: string[];
  mine: boolean;
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
  clip?: EventClip;
}

/** Video around the frame, which stays on the device. */
export interface EventClip {
  state?: string;
  id?: string;
  reason?: string;
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
  score?: number;
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
