namespace SegEdge.Explain;

/// <summary>A way to share out v(1) - v(0) among the cells of a frame; holds no state between maps.</summary>
public interface IExplainer
{
    /// <summary>As in options and messages: <c>occlusion</c>.</summary>
    string Name { get; }

    /// <summary>Passes beyond which the map gets no better; <see cref="int.MaxValue"/> when there is no end.</summary>
    int UsefulPasses(CellGrid grid);

    /// <summary>Ends within one pass of the budget. Raw values, [Rows, Columns] of <paramref name="grid"/>, higher where the class is found; unit and sign are the
    /// method's own, normalising is for drawing only.</summary>
    /// <param name="region">Aimed: knows frame, reference, v(1) and v(0).</param>
    /// <param name="seed">The same seed gives the same bytes.</param>
    ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget);
}
