using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Which confirmed events a second person judges as well. It hangs on the event's id alone, so every worker chooses the same ones and nobody can
/// choose which.</summary>
/// <param name="share">0..1.</param>
internal sealed class SecondReview(double share)
{
    public bool Wants(string eventId) => Place(eventId) < share;

    public EventReview Of(string eventId, IReadOnlyList<FleetVerdict> verdicts)
    {
        var review = new EventReview(verdicts, WantsSecond: false);
        return review with { WantsSecond = Wants(eventId) && review.Standing.FirstOrDefault()?.Verdict == WireNames.NameOf(ReviewVerdict.Confirm) };
    }

    // 0 to below 1, even over all ids.
    private static double Place(string eventId) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(eventId))) / 4294967296.0;
}
