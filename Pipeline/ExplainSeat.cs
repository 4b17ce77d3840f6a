using System.Collections.Concurrent;
using SegEdge.Explain;

namespace SegEdge.Pipeline;

/// <summary>What explaining one model needs and remembers: another model's regions and answers would be nonsense to it.</summary>
internal sealed class ExplainSeat(ServingModel serving, int cameras) : IDisposable
{
    public ExplanationLane? Lane => serving.Lane;

    public CopySlot Question { get; } = new(serving.Model.Maps.MakeOwned());

    public CopySlot Lesson { get; } = new(serving.Model.Maps.MakeOwned());

    /// <summary>The last good answer about each track, of whichever camera.</summary>
    public ConcurrentDictionary<int, Answer> Answers { get; } = [];

    /// <summary>One a camera.</summary>
    public IReadOnlyList<TrackWatch> Watches { get; } = [.. Enumerable.Range(0, cameras).Select(_ => new TrackWatch(serving.Lane?.Streaming.Tracks ?? 1))];

    public void Dispose()
    {
        Question.Dispose();
        Lesson.Dispose();
    }

    public sealed record Answer(FrameTime Now, ExplanationResult Explanation);
}
