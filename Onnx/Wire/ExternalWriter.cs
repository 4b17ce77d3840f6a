using System.Globalization;

namespace SegEdge.Onnx.Wire;

/// <summary>Weights into the file beside a model (github.com/onnx/onnx, docs/ExternalData.md).</summary>
internal sealed class ExternalWriter(string path) : IDisposable
{
    // Smaller ones stay in the model: shapes and axes must be readable without the other file.
    private const int LeastBytes = 1024;

    // As onnx.external_data_helper: whole pages can be mapped.
    private const int Alignment = 4096;

    private readonly NewFile _file = new(path);
    private readonly Dictionary<ReadOnlyMemory<byte>, TensorProto> _written = [];

    /// <summary>Of all tensors that are not in the model any more; numbers that two share count twice.</summary>
    public long Bytes { get; private set; }

    /// <returns>Where they are now; null for a tensor that stays in the model.</returns>
    public TensorProto? Put(ReadOnlyMemory<byte> raw)
    {
        if (raw.Length < LeastBytes) return null;
        Bytes += raw.Length;
        if (_written.TryGetValue(raw, out var known)) return known;
        var stream = _file.Stream;
        stream.SetLength((stream.Length + Alignment - 1) / Alignment * Alignment);
        var offset = stream.Seek(0, SeekOrigin.End);
        stream.Write(raw.Span);
        var proto = new TensorProto { DataLocation = TensorProto.Types.DataLocation.External };
        Say("location", Path.GetFileName(path));
        Say("offset", offset.ToString(CultureInfo.InvariantCulture));
        Say("length", raw.Length.ToString(CultureInfo.InvariantCulture));
        return _written[raw] = proto;

        void Say(string key, string value) => proto.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    public void Keep() => _file.Keep();

    public void Dispose() => _file.Dispose();
}
