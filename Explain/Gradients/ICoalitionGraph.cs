namespace SegEdge.Explain;

/// <summary>v(s) and dv/ds for coalitions s of cells, by a graph that carries its own backward pass. Not thread-safe: one lane owns it.</summary>
public interface ICoalitionGraph
{
    CellCount Cells { get; }

    /// <summary>Asks about K coalitions of one picture.</summary>
    /// <param name="picture">Normalised, in the network's layout.</param>
    /// <param name="references">Float pictures in the same units and layout, one after the other.</param>
    /// <param name="enlargement">From cells to pixels.</param>
    /// <param name="questions">The regions.</param>
    /// <param name="coalitions">[K, rows, columns], 1 where the picture shows, 0 where the reference does.</param>
    /// <param name="asks">For each coalition, which reference and which question.</param>
    /// <param name="scores">Receives v [K]: log-odds, mean over the region.</param>
    /// <param name="slopes">Receives dv/ds, [K, rows, columns].</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    void Run(
        Memory<float> picture, Memory<float> references, Enlargement enlargement, IReadOnlyList<ExplainQuestion> questions, Memory<float> coalitions,
        ReadOnlySpan<CoalitionAsk> asks, Memory<float> scores, Memory<float> slopes);
}
