namespace SegEdge.Explain;

/// <summary>Graphs made of one model for explanations, most of which carry their own backward pass; made when they are first asked for and kept. Not
/// thread-safe.</summary>
public interface IGradientGraphs
{
    /// <summary>What one coalition, or one look at a layer, costs in forward passes: a forward pass and a backward pass of about twice its work.
    /// Measured 1.7 to 3.0 on five networks.</summary>
    const int PassesPerGradient = 3;

    /// <param name="output">Index into <see cref="IGraphRunner.Outputs"/>.</param>
    /// <exception cref="ExplainException">The model has no gradient there; the reason names the node and what serves instead.</exception>
    ICoalitionGraph Coalitions(int output, CellCount cells);

    /// <param name="layer">Name of a value in the model file; null takes the one that the documented rule picks; empty is the picture itself.</param>
    /// <exception cref="ExplainException">As above, or there is no such value.</exception>
    ILayerGraph Layer(int output, string? layer);

    /// <summary>Needs no gradient.</summary>
    /// <param name="layer">Name of a value that a node of the model file makes; null takes the one that the documented rule picks.</param>
    /// <exception cref="ExplainException">There is no such value, or it is not [N, C, H, W].</exception>
    IMaskedLayerGraph MaskedLayer(int output, string? layer);
}
