using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SegEdge.Explain;

/// <summary>What several questions about one frame have in common. A pass answers at every pixel: what one question runs is read at once for those that come after it, and not run
/// again. Which pass it is, the canvas itself says, so that every method shares: what hides cells without regard to the region (references, occlusion, RISE, KernelSHAP, random
/// controls) is paid once.</summary>
/// <param name="targets">In the order in which they are asked.</param>
public sealed class SharedPasses(IReadOnlyList<Target> targets)
{
    private readonly Question[] _questions = [.. targets.Select(target => new Question(target))];

    /// <summary>What tells a canvas from others: 128 bits of its SHA-256, 3 ms for a picture of 640 x 384 where a pass takes twenty and more.</summary>
    internal static UInt128 KeyOf(ReadOnlySpan<float> canvas)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(canvas), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    /// <param name="each">Whether the log-odds of each pixel are asked for too.</param>
    /// <param name="won">Whether it is asked where the class won.</param>
    /// <returns>What an earlier question's pass said about this one's region; null if none did.</returns>
    internal SeenPass? Find(Target target, UInt128 canvas, bool each, bool won) =>
        _questions.First(q => ReferenceEquals(q.Target, target)).Find(canvas, each, won);

    /// <summary>Reads a pass for the questions of the same head that are still to come.</summary>
    /// <param name="asked">Whose pass it is.</param>
    /// <param name="scores">Of the whole head.</param>
    internal void Keep(Target asked, UInt128 canvas, ReadOnlySpan<float> scores, bool each, bool won)
    {
        foreach (var question in _questions.SkipWhile(q => !ReferenceEquals(q.Target, asked)).Skip(1))
            if (question.Target.OutputIndex == asked.OutputIndex) question.Read(canvas, scores, each, won);
    }

    /// <param name="Odds">Log-odds of the region's pixels in reading order.</param>
    /// <param name="Won">[Height, Width] of the output: 1 where the class wins.</param>
    internal sealed record SeenPass(RegionReading Reading, float[]? Odds, byte[]? Won);

    private sealed class Question(Target target)
    {
        private readonly RegionScore _score = new(target);
        private readonly ClassPixels _pixels = new(target);
        private readonly Dictionary<UInt128, SeenPass> _seen = [];

        public Target Target => target;

        public SeenPass? Find(UInt128 canvas, bool each, bool won) =>
            _seen.TryGetValue(canvas, out var seen) && (seen.Odds is not null || !each) && (seen.Won is not null || !won) ? seen : null;

        public void Read(UInt128 canvas, ReadOnlySpan<float> scores, bool each, bool won)
        {
            // A question may see a canvas twice: a random mask that hides nothing is the frame itself. What was read in more detail stays.
            if (Find(canvas, each, won) is not null) return;
            var (odds, pixels) = (each ? new float[target.Region.Area] : null, won ? new byte[target.Output.Height * target.Output.Width] : null);
            try
            {
                _seen[canvas] = new SeenPass(_score.Read(scores, odds), odds, pixels);
                if (pixels is not null) _pixels.Mark(scores, new PixelRect(0, 0, target.Output.Width, target.Output.Height), pixels);
            }
            catch (ExplainException) // no number there: the question will run this pass itself, and say so
            {
            }
        }
    }
}
