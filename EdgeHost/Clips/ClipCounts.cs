namespace SegEdge.EdgeHost.Clips;

/// <param name="Stored">Clips on the disk, those being written included.</param>
/// <param name="Bytes">What they count against the quota.</param>
/// <param name="Written">Finished since the start of the process.</param>
/// <param name="Evicted">Deleted for newer ones since then.</param>
/// <param name="Cut">Finished before their time: the disk, the quota, or packets that were gone.</param>
/// <param name="Errors">Writes, renames and deletions that failed.</param>
internal readonly record struct ClipCounts(int Stored, long Bytes, long Written, long Evicted, long Cut, long Errors);
