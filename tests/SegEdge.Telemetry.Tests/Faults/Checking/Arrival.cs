using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Faults.Checking;

/// <summary>What a consumer behind the broker got, once per time it came.</summary>
/// <param name="BodySha256">Of the bytes that came.</param>
internal abstract record Arrival(string Epoch, long Seq, string BodySha256);

internal sealed record EventArrival(string Epoch, long Seq, string EventId, string BodySha256) : Arrival(Epoch, Seq, BodySha256);

/// <param name="Sha256">What it claims to be.</param>
internal sealed record BlobArrival(string Epoch, long Seq, string EventId, string Sha256, string BodySha256) : Arrival(Epoch, Seq, BodySha256);

/// <summary>A piece of a blob that did not fit a packet: it tells when the blob set out, which the last piece does not.</summary>
internal sealed record PartArrival(string Epoch, long Seq, string EventId, string Sha256) : Arrival(Epoch, Seq, "");

internal sealed record GapArrival(GapMessage Gap, string BodySha256) : Arrival(Gap.Epoch, Gap.Seq, BodySha256);
