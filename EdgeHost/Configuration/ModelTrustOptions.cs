namespace SegEdge.EdgeHost.Configuration;

/// <summary>Whose models this device runs.</summary>
public sealed record ModelTrustOptions
{
    /// <summary>PEM files of public keys that may sign (<c>model.pub</c> of <c>segedge keys model</c>). A model signed by one of them and changed
    /// since is refused in any case.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>A model without a signature of one of <see cref="Keys"/> is refused, and so is one older than what has run here.</summary>
    public bool RequireSignature { get; init; }
}
