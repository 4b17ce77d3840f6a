using System.Globalization;
using SegEdge.Telemetry.Tests.Faults.Checking;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary>A line of the table in <c>docs/reliability.md</c>.</summary>
/// <param name="Ended">Why the run of this fault came to no end; null when it did.</param>
internal sealed record ReliabilityRow(string Fault, int Cycles, int Seed, FaultTally.Counts Counts, int Violations, string? Ended)
{
    public const string Head = """
        | Fault | Cycles | Events acknowledged | arrived | named as lost | Blobs acknowledged | arrived | named as lost | Refused | Duplicates | Violations | Seed |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """;

    public bool Holds => Violations == 0 && Ended is null;

    public static ReliabilityRow Of(FaultTally tally) => new(tally.Fault, tally.Cycles, tally.Seed, tally.Records, tally.Violations.Count, null);

    /// <summary>Several short lives as one row.</summary>
    public static ReliabilityRow Of(string fault, int seed, IReadOnlyList<FaultTally> lives) => new(fault, lives.Count, seed, new()
    {
        Events = lives.Sum(life => life.Records.Events),
        EventsArrived = lives.Sum(life => life.Records.EventsArrived),
        EventsNamed = lives.Sum(life => life.Records.EventsNamed),
        Blobs = lives.Sum(life => life.Records.Blobs),
        BlobsArrived = lives.Sum(life => life.Records.BlobsArrived),
        BlobsNamed = lives.Sum(life => life.Records.BlobsNamed),
        Refused = lives.Sum(life => life.Records.Refused),
        Duplicates = lives.Sum(life => life.Records.Duplicates),
    }, lives.Sum(life => life.Violations.Count), null);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"| {Fault}{(Ended is null ? "" : $" (did not end: {Ended})")} | {Cycles} | {Counts.Events} | {Counts.EventsArrived} | {Counts.EventsNamed} | {Counts.Blobs} | {Counts.BlobsArrived} | {Counts.BlobsNamed} | {Counts.Refused} | {Counts.Duplicates} | {Violations} | {Seed} |");
}
