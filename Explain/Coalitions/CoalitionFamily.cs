namespace SegEdge.Explain;

/// <summary>Ways from the reference to the frame.</summary>
public enum CoalitionFamily
{
    /// <summary>Every cell shows the same share: the straight path of integrated gradients.</summary>
    Straight,

    /// <summary>Patches of the frame: smooth noise, cut at its quantile.</summary>
    Smooth,

    /// <summary>Patches with wide borders: the same, cut half as steeply.</summary>
    Soft,

    /// <summary>Every cell by itself, shown or not, as coalitions of the Shapley value are (see <see cref="CoalitionGradients"/>). For the ablation.</summary>
    Independent,
}
