using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Compiling;

/// <summary>The compiled graphs of one model that explanations ask for, opened at the first question. One thread owns it.</summary>
public sealed class GradientGraphs(ModelPackage package, RuntimeOptions options) : IGradientGraphs, IDisposable
{
    private readonly Dictionary<(int Output, CellCount Cells), ExplainGraph> _coalitions = [];
    private readonly Dictionary<(int Output, string? Layer), LayerGraph> _layers = [];

    public ICoalitionGraph Coalitions(int output, CellCount cells) =>
        Kept(_coalitions, (output, cells), () => new ExplainGraph(package, output, cells, options));

    public ILayerGraph Layer(int output, string? layer) => Kept(_layers, (output, layer), () => new LayerGraph(package, output, layer, options));

    public void Dispose()
    {
        foreach (var graph in _coalitions.Values) graph.Dispose();
        foreach (var graph in _layers.Values) graph.Dispose();
    }

    private static TGraph Kept<TKey, TGraph>(Dictionary<TKey, TGraph> kept, TKey key, Func<TGraph> open) where TKey : notnull
    {
        if (kept.TryGetValue(key, out var graph)) return graph;
        try
        {
            return kept[key] = open();
        }
        catch (ModelException e)
        {
            throw new ExplainException(e.Message, e);
        }
    }
}
