using Google.Protobuf;

namespace SegEdge.Onnx.Wire;

/// <summary>Writes models as ONNX files. Weights go from where they are straight to the file.</summary>
public static class OnnxWriter
{
    // One protobuf message must stay below 2 GB; the rest of a model is small beside its weights.
    private const long MostWeightsInside = 1_900_000_000;

    /// <summary>Writes the model; weights of more than 2 GB go to a file <c>NAME.data</c> beside it. What was there before stays until the
    /// new file is whole.</summary>
    /// <exception cref="OnnxException">The file cannot be written, or no file can hold the model.</exception>
    public static void Write(Model model, string path) => Write(model, path, externalData: BytesInside(model.Graph) > MostWeightsInside);

    /// <param name="externalData">Whether weights go to a file <c>NAME.data</c> beside it.</param>
    /// <inheritdoc cref="Write(Model, string)"/>
    public static void Write(Model model, string path, bool externalData)
    {
        try
        {
            using var weights = externalData ? new ExternalWriter(path + ".data") : null;
            var proto = ProtoOf(model, weights);
            using var file = new NewFile(path);
            proto.WriteTo(file.Stream);
            weights?.Keep();
            file.Keep();
        }
        catch (Exception e) when (e is OnnxException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OnnxException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    /// <exception cref="OnnxException">The model is larger than 2 GB: it needs two files.</exception>
    public static byte[] ToBytes(Model model) => ProtoOf(model, null).ToByteArray();

    private static ModelProto ProtoOf(Model model, ExternalWriter? weights)
    {
        var proto = Opaque.Restore(model.Opaque, ModelProto.Parser);
        // A constant that is no input came with version 4.
        var free = !model.Graph.Initializers.TrueForAll(model.Graph.Inputs.ToHashSet().Contains);
        proto.IrVersion = free ? Math.Max(model.IrVersion, 4) : model.IrVersion;
        if (model.ProducerName.Length > 0) proto.ProducerName = model.ProducerName;
        if (model.ProducerVersion.Length > 0) proto.ProducerVersion = model.ProducerVersion;
        foreach (var (domain, version) in model.Opsets) proto.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        foreach (var (key, value) in model.Metadata) proto.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        proto.Graph = new GraphWriter(weights).ProtoOf(model.Graph);
        var inside = BytesInside(model.Graph) - (weights?.Bytes ?? 0);
        // Protobuf counts in 32 bits: a sum above is negative.
        if (inside > MostWeightsInside || proto.CalculateSize() < 0)
            throw new OnnxException($"{inside:N0} bytes of weights, and more, in one message of 2 GB; expected weights in initializers, and external data.");
        return proto;
    }

    private static long BytesInside(Graph graph) => graph.Initializers.Sum(v => (long)v.Constant!.Raw.Length)
        + graph.Nodes.SelectMany(n => n.Attributes).Sum(a => a.Data switch
        {
            Tensor one => one.Raw.Length,
            Tensor[] many => many.Sum(t => (long)t.Raw.Length),
            _ => a.Graphs.Sum(BytesInside),
        });
}
