using System.Buffers;
using Google.Protobuf;

namespace SegEdge.Onnx.Wire;

/// <summary>Reads ONNX files (github.com/onnx/onnx, docs/IR.md): IR version 3 and up, opset 7 and up. Everything that this library
/// has no name for is kept and written back.</summary>
public static class OnnxReader
{
    // Protobuf's own bound on one message.
    private const long LargestFile = int.MaxValue;

    // What came before broadcast by attributes and is not written any more.
    private const long LeastOpset = 7;

    /// <summary>Reads a file. Weights are copied once, out of a buffer that goes away; those in external files are read from beside it.</summary>
    /// <exception cref="OnnxException">No such file, no ONNX model, or a damaged one.</exception>
    public static Model Read(string path)
    {
        try
        {
            if (!File.Exists(path)) throw new OnnxException(Directory.Exists(path) ? "a folder; expected an ONNX file." : "no such file.");
            var length = SizeOf(path);
            if (length is 0 or > LargestFile)
                throw new OnnxException($"{length:N0} bytes; expected an ONNX model of 1 byte to 2 GB. Larger models keep their weights in external files.");
            using var file = NativeBuffer.Of(path, (int)length);
            return Read(file.Memory, Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (Exception e) when (e is OnnxException or IOException or UnauthorizedAccessException)
        {
            throw new OnnxException($"{path}: {e.Message}", e);
        }
    }

    // Of what a link leads to: the link itself is as long as the path in it. Before it is opened: opening a pipe waits for its writer.
    private static long SizeOf(string path) => ((FileInfo?)File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).Length;

    /// <summary>Reads a model from memory.</summary>
    /// <param name="file">Not kept: what is needed of it is copied.</param>
    /// <param name="folder">Where external weights are; null if there can be none.</param>
    /// <exception cref="OnnxException">No ONNX model, or a damaged one.</exception>
    public static Model Read(ReadOnlyMemory<byte> file, string? folder = null) => Read(file, folder, new MemoryBudget(file.Length));

    internal static Model Read(ReadOnlyMemory<byte> file, string? folder, MemoryBudget budget)
    {
        ModelProto proto;
        try
        {
            WireCheck.Check(file.Span, budget);
            proto = ModelProto.Parser.ParseFrom(new ReadOnlySequence<byte>(file));
        }
        catch (Exception e) when (e is OnnxException or InvalidProtocolBufferException)
        {
            throw new OnnxException($"{file.Length:N0} bytes that are no ONNX model, or a damaged one: {e.Message} Compare its sha256 with the origin's, or export it again.", e);
        }
        if (proto.Graph is null) throw new OnnxException("no graph in it; expected an ONNX model. Is it another kind of protobuf file?");
        if (proto.IrVersion < 3) throw new OnnxException($"IR version {proto.IrVersion}; expected 3 or later. Export it again with a newer exporter.");

        var opsets = proto.OpsetImport.ToArray();
        var metadata = proto.MetadataProps.ToArray();
        var model = new Model(new GraphReader(folder, budget).Read(proto.Graph))
        {
            IrVersion = proto.IrVersion,
            ProducerName = proto.ProducerName,
            ProducerVersion = proto.ProducerVersion,
            Opaque = Opaque.Of(proto, p =>
            {
                p.Graph = null;
                p.ClearIrVersion();
                p.ClearProducerName();
                p.ClearProducerVersion();
                p.OpsetImport.Clear();
                p.MetadataProps.Clear();
            }),
        };
        foreach (var opset in opsets)
        {
            var domain = opset.Domain == "ai.onnx" ? "" : opset.Domain;
            if (!model.Opsets.TryAdd(domain, opset.Version)) throw new OnnxException($"opset of domain '{domain}' stands twice; expected once.");
        }
        if (model.Opset < LeastOpset && (model.Opsets.ContainsKey("") || model.Graph.Nodes.Exists(n => n.Domain.Length == 0)))
            throw new OnnxException($"opset {model.Opset}; expected {LeastOpset} or later. Export it again with a newer exporter.");
        foreach (var entry in metadata) model.Metadata[entry.Key] = entry.Value;
        return model;
    }
}
