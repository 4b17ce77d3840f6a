namespace SegEdge.Explain.Tests;

/// <summary>The logit of class 1 at a pixel is the sum of the picture within a reach of it, over ten; that of class 0, where there is one, is 0.</summary>
internal sealed class BoxRunner(ScoreTensor head, int reachX, int reachY) : IGraphRunner
{
    public PictureTensor Input { get; } = new(1, head.Height, head.Width, false);

    public IReadOnlyList<ScoreTensor> Outputs { get; } = [head];

    /// <summary>Forward passes so far.</summary>
    public int Passes { get; private set; }

    public void Run(ReadOnlySpan<float> picture, int output, Span<float> scores)
    {
        Passes++;
        scores[..^(head.Height * head.Width)].Clear();
        scores = scores[^(head.Height * head.Width)..];
        for (var y = 0; y < head.Height; y++)
            for (var x = 0; x < head.Width; x++)
            {
                var sum = 0f;
                for (var v = Math.Max(0, y - reachY); v <= Math.Min(head.Height - 1, y + reachY); v++)
                    for (var u = Math.Max(0, x - reachX); u <= Math.Min(head.Width - 1, x + reachX); u++) sum += picture[(v * head.Width) + u];
                scores[(y * head.Width) + x] = sum / 10;
            }
    }
}
