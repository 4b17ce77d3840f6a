namespace SegEdge.Explain.Tests;

/// <summary>Gradients that are given, whatever is asked: what an operator without a derivative would make of them.</summary>
/// <param name="slope">Of every cell, and of every value of the layer, which is the picture.</param>
internal sealed class GivenGradients(PictureTensor picture, float slope) : IGradientGraphs, ICoalitionGraph, ILayerGraph
{
    public List<float[]> Pictures { get; } = [];

    public CellCount Cells { get; private set; } = new(1, 1);

    public string Layer => "picture";

    public PictureTensor Shape => picture;

    public ICoalitionGraph Coalitions(int output, CellCount cells)
    {
        Cells = cells;
        return this;
    }

    ILayerGraph IGradientGraphs.Layer(int output, string? layer) => this;

    public IMaskedLayerGraph MaskedLayer(int output, string? layer) => throw new ExplainException("No layer can be hidden here.");

    public void Run(
        Memory<float> picture, Memory<float> references, Enlargement enlargement, IReadOnlyList<ExplainQuestion> questions, Memory<float> coalitions,
        ReadOnlySpan<CoalitionAsk> asks, Memory<float> scores, Memory<float> slopes)
    {
        scores.Span.Clear();
        slopes.Span.Fill(1);
        slopes.Span[^1] = slope;
    }

    public float Run(Memory<float> picture, ExplainQuestion question, Memory<float> activations, Memory<float> gradients)
    {
        Pictures.Add(picture.ToArray());
        picture.CopyTo(activations);
        gradients.Span.Fill(1);
        gradients.Span[^1] = slope;
        return 0;
    }
}
