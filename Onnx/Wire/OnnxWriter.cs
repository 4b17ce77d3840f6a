using System.Globalization;
using Google.Protobuf;

namespace SegEdge.Onnx.Wire;

/// <summary>Writes models as ONNX files. Weights go from where they are straight to the file.</summary>
public static class OnnxWriter
{
    // One protobuf message must stay below 2 GB; the rest of a model is small beside its weights.
    private const long MostWeightsInside = 1_900_000_000;

    // Smaller ones stay in the model: shapes and axes must be readable without the other file.
    private const int LeastExternal = 1024;

    // As onnx.external_data_helper: whole pages can be mapped.
    private const int Alignment = 4096;

    /// <summary>Writes the model; weights of more than 2 GB go to a file <c>NAME.data</c> beside it.</summary>
    /// <exception cref="OnnxException">The file cannot be written.</exception>
    public static void Write(Model model, string path) =>
        Write(model, path, externalData: Weights(model.Graph).Sum(v => (long)v.Constant!.Raw.Length) > MostWeightsInside);

    /// <param name="externalData">Whether weights go to a file <c>NAME.data</c> beside it.</param>
    /// <inheritdoc cref="Write(Model, string)"/>
    public static void Write(Model model, string path, bool externalData)
    {
        try
        {
            using var external = externalData ? File.Create(path + ".data") : null;
            var proto = ProtoOf(model, external is null ? null : tensor => Put(tensor, external, Path.GetFileName(path) + ".data"));
            using var file = File.Create(path);
            proto.WriteTo(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    public static byte[] ToBytes(Model model) => ProtoOf(model, null).ToByteArray();

    private static ModelProto ProtoOf(Model model, Func<Tensor, TensorProto?>? externally)
    {
        var proto = Opaque.Restore(model.Opaque, ModelProto.Parser);
        proto.IrVersion = model.IrVersion;
        if (model.ProducerName.Length > 0) proto.ProducerName = model.ProducerName;
        if (model.ProducerVersion.Length > 0) proto.ProducerVersion = model.ProducerVersion;
        foreach (var (domain, version) in model.Opsets) proto.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        foreach (var (key, value) in model.Metadata) proto.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        proto.Graph = new GraphWriter(externally).ProtoOf(model.Graph);
        return proto;
    }

    private static TensorProto? Put(Tensor tensor, FileStream file, string location)
    {
        if (tensor.Raw.Length < LeastExternal) return null;
        file.SetLength((file.Length + Alignment - 1) / Alignment * Alignment);
        var offset = file.Seek(0, SeekOrigin.End);
        file.Write(tensor.Raw.Span);
        var proto = new TensorProto { DataLocation = TensorProto.Types.DataLocation.External };
        Say("location", location);
        Say("offset", offset.ToString(CultureInfo.InvariantCulture));
        Say("length", tensor.Raw.Length.ToString(CultureInfo.InvariantCulture));
        return proto;

        void Say(string key, string value) => proto.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    private static IEnumerable<Value> Weights(Graph graph) =>
        graph.Initializers.Concat(graph.Nodes.SelectMany(n => n.Subgraphs).SelectMany(Weights));
}
