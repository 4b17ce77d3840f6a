namespace SegEdge.Explain.Tests;

/// <summary>A layer that can be hidden, whatever the picture: the logit of class 1 against class 0 is what goes round the layer and, for each place that is
/// kept, its evidence. Answers <see cref="Planted.Target"/>.</summary>
/// <param name="evidence">[height, width], in nats.</param>
internal sealed class MaskedField(int width, int height, Func<int, int, float> evidence, float around = 0) : IGradientGraphs, IMaskedLayerGraph
{
    public List<float[]> Masks { get; } = [];

    public Action? OnRun { get; set; }

    public string Layer => "field";

    public int Height => height;

    public int Width => width;

    public ICoalitionGraph Coalitions(int output, CellCount cells) => throw new ExplainException("No coalitions here.");

    ILayerGraph IGradientGraphs.Layer(int output, string? layer) => throw new ExplainException("No gradients here.");

    public IMaskedLayerGraph MaskedLayer(int output, string? layer) => this;

    public void Run(ReadOnlySpan<float> picture, ReadOnlySpan<float> mask, Span<float> scores)
    {
        OnRun?.Invoke();
        Masks.Add(mask.ToArray());
        var logit = around;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) logit += mask[(y * width) + x] * evidence(x, y);
        scores[..(scores.Length / 2)].Clear();
        scores[(scores.Length / 2)..].Fill(logit);
    }
}
