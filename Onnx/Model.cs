namespace SegEdge.Onnx;

/// <summary>A graph with the versions of the operators that it speaks.</summary>
public sealed class Model(Graph graph)
{
    public Graph Graph { get; } = graph;

    /// <summary>Of the file format; 3 is the oldest that is read.</summary>
    public long IrVersion { get; set; } = 8;

    /// <summary>Domain to version; "" is ONNX's own.</summary>
    public Dictionary<string, long> Opsets { get; } = [];

    public string ProducerName { get; set; } = "";

    public string ProducerVersion { get; set; } = "";

    public OrderedDictionary<string, string> Metadata { get; } = [];

    /// <summary>Fields of the file that this library has no name for; only Wire/ opens them.</summary>
    internal ReadOnlyMemory<byte> Opaque { get; init; }

    /// <summary>Version of ONNX's own operators.</summary>
    public long Opset
    {
        get => Opsets.GetValueOrDefault("", 1);
        set => Opsets[""] = value;
    }

    /// <summary>A model of its own; only the constants' numbers are shared.</summary>
    public Model Clone()
    {
        var clone = new Model(Graph.Clone()) { IrVersion = IrVersion, ProducerName = ProducerName, ProducerVersion = ProducerVersion, Opaque = Opaque };
        foreach (var (domain, version) in Opsets) clone.Opsets[domain] = version;
        foreach (var (key, text) in Metadata) clone.Metadata[key] = text;
        return clone;
    }
}
