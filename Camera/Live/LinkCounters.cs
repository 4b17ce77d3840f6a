namespace SegEdge.Camera.Live;

/// <summary>Since the start of the process.</summary>
/// <param name="Reconnects">Streams that came after the first.</param>
/// <param name="Stalls">Streams given up because nothing came.</param>
/// <param name="Restarts">Attempts after the first, whether or not a picture came of them.</param>
/// <param name="Garbage">Streams given up because what came was no video, or ended in the middle of a picture.</param>
/// <param name="Escalations">How often the budget of restarts was used up.</param>
public readonly record struct LinkCounters(long Reconnects, long Stalls, long Restarts, long Garbage, long Escalations);
