using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>What became of a wish to get records again.</summary>
/// <param name="Again">Records that had been sent and go out once more.</param>
/// <param name="Gone">Numbers that the outbox does not hold any more, by stream: confirmed, given up, or never given out.</param>
public sealed record ResendOutcome(int Again, IReadOnlyDictionary<StreamKind, IReadOnlyList<SeqRange>> Gone)
{
    /// <summary>Numbers of one wish: all that a hub can miss of an hour at one event a second.</summary>
    public const long MostNumbers = 4096;

    public static StreamKind[] Streams { get; } = [StreamKind.Event, StreamKind.Blob, StreamKind.Gap, StreamKind.Audit];

    /// <param name="again">Records that could go out once more.</param>
    /// <param name="held">The numbers from..to of a stream that are held, rising; may hold a number more than once.</param>
    internal static ResendOutcome Of(int again, ResendArguments wanted, Func<StreamKind, long, long, IEnumerable<long>> held)
    {
        var gone = new Dictionary<StreamKind, IReadOnlyList<SeqRange>>();
        foreach (var stream in Streams)
        {
            var missing = new List<SeqRange>();
            foreach (var range in wanted.Of(stream))
            {
                var next = range.From;
                foreach (var seq in held(stream, range.From, range.To!.Value))
                {
                    if (seq > next) missing.Add(new(next, seq - 1));
                    next = Math.Max(next, seq + 1);
                }

                if (next <= range.To) missing.Add(new(next, range.To));
            }

            if (missing.Count > 0) gone[stream] = missing;
        }

        return new(again, gone);
    }
}
