namespace SegEdge.Explain.Tests;

/// <summary>A layer whose activations are given, whatever the picture; without gradients to speak of.</summary>
/// <param name="channels">[channels][height * width]</param>
internal sealed class FixedLayer(int width, int height, bool channelsLast, params float[][] channels) : IGradientGraphs, ILayerGraph
{
    public string Layer => "fixed";

    public PictureTensor Shape { get; } = new(channels.Length, height, width, channelsLast);

    public ICoalitionGraph Coalitions(int output, CellCount cells) => throw new ExplainException("No coalitions here.");

    ILayerGraph IGradientGraphs.Layer(int output, string? layer) => this;

    public IMaskedLayerGraph MaskedLayer(int output, string? layer) => throw new ExplainException("No layer can be hidden here.");

    public float Run(Memory<float> picture, ExplainQuestion question, Memory<float> activations, Memory<float> gradients)
    {
        gradients.Span.Clear();
        for (var c = 0; c < channels.Length; c++)
            for (var p = 0; p < channels[c].Length; p++) activations.Span[channelsLast ? (p * channels.Length) + c : (c * channels[c].Length) + p] = channels[c][p];
        return 0;
    }
}
