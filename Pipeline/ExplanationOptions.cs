using System.ComponentModel.DataAnnotations;
using SegEdge.Explain;

namespace SegEdge.Pipeline;

/// <summary>The lane that explains flagged frames.</summary>
public sealed record ExplanationOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>"auto" (coalition gradients where the model has gradients, else occlusion) or a method's name, see 'segedge explain --help'.</summary>
    [ExplanationMethod]
    public string Method { get; init; } = ExplainerSet.Auto;

    /// <summary>What one explanation may cost in forward passes, with its references and certificate; a gradient counts as three.</summary>
    [Range(8, 100_000)]
    public int Passes { get; init; } = 112;

    /// <summary>Time for one explanation. What does not fit is left out, and the event says so.</summary>
    [Range(100, 600_000)]
    public int Milliseconds { get; init; } = 15_000;

    /// <summary>Grid of the maps, columns x rows, such as "20x12". Null or empty: about 32 model input pixels a cell. Finer cells part what lies side by side; coalition gradients cost
    /// no more passes for them, occlusion one a cell.</summary>
    [CellGrid]
    public string? Cells { get; init; }

    /// <summary>A map must be more faithful than this to be trusted: insertion - deletion AUC as the probe reads it, in units of v(1) - v(0), by the share of the picture that the
    /// region leaves free (<see cref="Attainable.Gap"/>).</summary>
    [Range(-2.0, 2.0)]
    public double FaithfulnessThreshold { get; init; } = ExplainOptions.DefaultFaithfulness;

    /// <summary>The least v(1) - v(0), in nats, that there is something to explain. Null: by the kind of score, 1 for log-odds and 0.5 for a model that only gives classes.</summary>
    [Range(0.0, 100.0)]
    public double? ContrastThreshold { get; init; }

    /// <summary>What is learned between flags; only coalition gradients can.</summary>
    public StreamingOptions Streaming { get; init; } = new();

    /// <summary>Of the random masks and references: the same seed gives the same map.</summary>
    public long Seed { get; init; }
}
