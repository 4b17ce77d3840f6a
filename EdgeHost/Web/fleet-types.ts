/** What the server says on the pages of a site (EdgeHost/Hub/Pages); a test compares it with the records there. What is not known is null. */

export interface DeviceList {
  devices: DeviceSummary[];
}

export interface DeviceSummary {
  site: string;
  device: string;
  health: 'healthy' | 'degraded' | 'unhealthy' | 'off' | 'unknown';
  reasons: string[];
  connection: string | null;
  connectionUtc: string | null;
  stateUtc: string | null;
  mode: string | null;
  uptimeS: number | null;
  fps: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  tempC: number | null;
  throttled: boolean | null;
  gpuMb: number | null;
  clock: string | null;
  provider: string | null;
  model: string | null;
  modelVersion: string | null;
  software: string | null;
  outbox: DeviceOutbox | null;
  drops: DeviceDrops | null;
  ledger: DeviceLedger | null;
}

export interface DeviceOutbox {
  rows: number;
  bytes: number;
  oldestS: number;
  inflight: number;
}

export interface DeviceDrops {
  evicted: number;
  expired: number;
  quarantined: number;
  refused: number;
  liveDropped: number;
  reconnects: number;
}

export interface DeviceLedger {
  stream: string;
  epoch: string;
  completeTo: number;
  highest: number;
  namedLost: number;
  unanswered: number;
  missing: number;
}

export interface DeviceDetail {
  summary: DeviceSummary;
  birth: DeviceBirth | null;
  ledgers: DeviceLedger[];
  gaps: DeviceGap[];
  losses: LossCount[];
  audit: DeviceAuditChain;
  flags: number;
}

export interface DeviceAuditChain {
  records: number;
  loose: number;
  beginnings: number;
  broken: number;
  breaks: DeviceAuditBreak[];
}

export interface DeviceAuditBreak {
  epoch: string;
  number: number;
  kind: 'rewritten' | 'unlinked' | 'restarted' | 'forked';
  seenUtc: string;
}

export interface DeviceBirth {
  receivedUtc: string;
  software: string;
  model: string;
  modelVersion: string;
  modelSha256: string;
  provider: string;
  verified: boolean;
  keyId: string | null;
  cameras: string[];
  classes: string[];
  rules: string[];
  confirm: string;
  supportEnds: string | null;
  bootId: string;
  epoch: string;
}

export interface DeviceGap {
  receivedUtc: string;
  stream: string;
  reason: string;
  numbers: string;
  count: number | null;
  bytes: number;
  firstUtc: string | null;
  lastUtc: string | null;
  detail: string | null;
}

export interface LossCount {
  stream: string;
  reason: string;
  records: number;
  gaps: number;
}

export interface FleetChoices {
  cameras: CameraChoice[];
  classes: ClassChoice[];
  models: ModelChoice[];
  heats: HeatChoice[];
}

export interface CameraChoice {
  site: string;
  device: string;
  camera: string;
  flags: number;
}

export interface ClassChoice {
  name: string | null;
  flags: number;
}

export interface ModelChoice {
  model: string;
  version: string;
  flags: number;
}

export interface HeatChoice {
  site: string;
  device: string;
  camera: string;
  class: string | null;
  flags: number;
}

export interface FleetFigures {
  since: string;
  before: string;
  step: 'hour' | 'day';
  starts: string[];
  hours: number[];
  flags: number;
  alerts: number;
  byClass: FlagSeries[];
  byRule: FlagSeries[];
  statuses: StatusSeries;
  context: ContextSeries;
  confirmed: ShareBar;
  confirmedByClass: ShareBar[];
  confirmedByRule: ShareBar[];
  undecided: number;
  models: ModelFigures[];
  cameras: CameraBar[];
  allCameras: number;
}

export interface FlagSeries {
  name: string | null;
  flags: number[];
}

export interface StatusSeries {
  ok: number[];
  stale: number[];
  untrusted: number[];
  skipped: number[];
  other: number[];
  none: number[];
}

export interface ContextSeries {
  mean: (number | null)[];
  events: number[];
}

export interface ShareBar {
  name: string | null;
  hits: number;
  trials: number;
  share: number | null;
  low: number;
  high: number;
}

export interface ModelFigures {
  model: string;
  version: string;
  firstUtc: string;
  lastUtc: string;
  flags: number;
  alerts: number;
  confirmed: ShareBar;
  trusted: ShareBar;
  context: number | null;
  margin: number | null;
  totalMs: number;
}

export interface CameraBar {
  site: string;
  device: string;
  camera: string;
  flags: number;
  confirmed: ShareBar;
  trusted: ShareBar;
}

export interface HeatComparison {
  columns: number;
  rows: number;
  aspect: number;
  maps: MeanHeat[];
  distance: number | null;
  leastMaps: number;
}

export interface MeanHeat {
  model: string;
  version: string;
  maps: number;
  mean: number[];
}

export interface WallPictures {
  cameras: WallCamera[];
}

export interface WallCamera {
  site: string;
  device: string;
  camera: string;
  connection: string | null;
  eventId: string | null;
  capturedUtc: string | null;
  rule: string | null;
  class: string | null;
  severity: string | null;
  thumb: string | null;
  absence: string | null;
}

export interface LiveWall {
  revision: number;
  cameras: LiveWallCamera[];
}

export interface LiveWallCamera {
  site: string;
  device: string;
  camera: string;
  problem: string | null;
  ageMs: number | null;
  heads: string[];
}
