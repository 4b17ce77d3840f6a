using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Compiling;

/// <summary>The compiled graphs of one model that explanations ask for, opened at the first question. One thread owns it.</summary>
public sealed class GradientGraphs(ModelPackage package, RuntimeOptions options) : IGradientGraphs, IDisposable
{
    // With what could not be opened: a compiler that refuses a model once refuses it at every question.
    private readonly Dictionary<(int Output, CellCount Cells), (ExplainGraph? Graph, ModelException? Refusal)> _coalitions = [];
    private readonly Dictionary<(int Output, string? Layer), (LayerGraph? Graph, ModelException? Refusal)> _layers = [];
    private readonly Dictionary<(int Output, string? Layer), (MaskedLayerGraph? Graph, ModelException? Refusal)> _masked = [];

    public ICoalitionGraph Coalitions(int output, CellCount cells) =>
        Kept(_coalitions, (output, cells), () => new ExplainGraph(package, output, cells, options));

    public ILayerGraph Layer(int output, string? layer) => Kept(_layers, (output, layer), () => new LayerGraph(package, output, layer, options));

    public IMaskedLayerGraph MaskedLayer(int output, string? layer) =>
        Kept(_masked, (output, layer), () => new MaskedLayerGraph(package, output, layer, options));

    public void Dispose()
    {
        foreach (var (graph, _) in _coalitions.Values) graph?.Dispose();
        foreach (var (graph, _) in _layers.Values) graph?.Dispose();
        foreach (var (graph, _) in _masked.Values) graph?.Dispose();
    }

    private static TGraph Kept<TKey, TGraph>(Dictionary<TKey, (TGraph? Graph, ModelException? Refusal)> kept, TKey key, Func<TGraph> open)
        where TKey : notnull where TGraph : class
    {
        if (!kept.TryGetValue(key, out var found)) kept[key] = found = Try(open);
        return found.Graph ?? throw new ExplainException(found.Refusal!.Message, found.Refusal);
    }

    private static (TGraph? Graph, ModelException? Refusal) Try<TGraph>(Func<TGraph> open) where TGraph : class
    {
        try
        {
            return (open(), null);
        }
        catch (ModelException e)
        {
            return (null, e);
        }
    }
}
