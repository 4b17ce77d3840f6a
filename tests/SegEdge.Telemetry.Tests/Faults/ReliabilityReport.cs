using System.Globalization;
using System.Runtime.InteropServices;

namespace SegEdge.Telemetry.Tests.Faults;

/// <summary><c>docs/reliability.md</c>, made by the run that it tells of.</summary>
internal static class ReliabilityReport
{
    public static string Of(IReadOnlyList<ReliabilityRow> rows, TimeSpan took) => $"""
        # What the outbox was put through

        > An event, gap or audit record acknowledged by `Outbox.AppendAsync` is delivered at least once or named in a delivered gap, across process
        > kill, broker restart, long offline time and clock jumps, and across power cuts if the disk honours flushes. Consumers deduplicate by
        > `eventId` and order by `epoch` and `seq`.

        This page is written by the long test run (`SEGEDGE_RELIABILITY_REPORT=docs/reliability.md ./test.sh --all`, class `ReliabilityTests`); the same
        faults in fewer cycles are part of every `./test.sh`. The outbox and the publisher are the real ones, the broker is a real Mosquitto, a
        consumer with a persistent session notes all that arrives. Time runs {SegEdge.Telemetry.Rig.RigDevice.TimeFactor:0} times as fast for the device, so that its time-outs end.

        After each run a checker holds what callers were told against what arrived: (a) every acknowledged event and blob arrived or is named in
        an arrived gap; (b) nothing arrives that was not appended, and all bytes are equal; (c) no number of an epoch is missing without a word,
        first arrivals of one priority rise, and no gap blames a sound disk; (d) rows and files return to where they began. That the checker
        notices is tested too: an outbox without blob ledger, one without gaps on eviction, and one that deletes a body before its row is
        closed all fail it (`KillPointTests`).

        {ReliabilityRow.Head}
        {string.Join('\n', rows)}

        Delivered means here that the broker acknowledged (`confirm: broker`) where no other word stands. An arrived record counts as arrived even if a gap names it too. A record
        of which nobody was told before a kill may arrive or not. {string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {took.TotalMinutes:0} minutes.")}

        ## What this does not prove

        - **Power cuts.** A kill leaves what the kernel holds; a power cut does not. Alerts, reviews and gaps are flushed before they are acknowledged,
          blobs are not and may go with the last seconds, which a gap then names. No power was cut in these runs.
        - **A link that changes bytes.** MQTT has no checksum of its own. Blobs are checked by their SHA-256; an event, its number or an
          acknowledgement that a broken proxy changes on the way is not noticed without TLS.
        - **A broker that loses what it acknowledged.** With `confirm: broker` its word suffices. Mosquitto writes its state after it has acknowledged: what
          its kills cost in this run is in the table. `confirm: archive` waits for the hub's receipt instead.
        - **Damage that is as old as the record.** Where a byte of a record changes before it was ever read back, the record is lost and named, not mended.
          Where the records, their log and the mark of the last number are all damaged at once, a whole epoch is named.
        - **Refusals across a kill.** What was refused was not acknowledged; its count may be lost with the process.
        """ + "\n";
}
