namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Video around flagged frames, where the device keeps it.</summary>
public interface IEventClips
{
    /// <returns>The path of a whole clip; null where there is none, or not yet.</returns>
    string? Find(string eventId);

    bool IsBeingWritten(string eventId);
}
