using System.Globalization;
using Google.Protobuf.Collections;

namespace SegEdge.Onnx.Wire;

/// <summary>Weights in files beside the model (github.com/onnx/onnx, docs/ExternalData.md).</summary>
/// <param name="folder">Where they are; null if there can be none.</param>
internal sealed class ExternalReader(string? folder)
{
    // Tensors that share their numbers go on sharing them; but a thousand may not claim parts of the same gigabyte, each another.
    private readonly Dictionary<string, long> _files = [];
    private readonly Dictionary<(string Path, long Offset, int Bytes), byte[]> _known = [];
    private long _read;

    /// <param name="bytes">As many as the tensor's type and dimensions need; they fit an array.</param>
    /// <exception cref="OnnxException">No such file in the folder, or it is too short.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] Read(RepeatedField<StringStringEntryProto> entries, int bytes)
    {
        var location = entries.LastOrDefault(e => e.Key == "location")?.Value;
        var offset = Number(entries, "offset") ?? 0;
        var length = Number(entries, "length") ?? bytes;
        var path = PathOf(location);
        if (length != bytes) throw new OnnxException($"external data of {length:N0} bytes, expected {bytes:N0}.");
        if (length == 0) return [];
        if (_known.TryGetValue((path, offset, bytes), out var known)) return known;
        // Before it is opened: opening a pipe waits for its writer. A pipe has no length.
        var size = new FileInfo(path).Length;
        if (offset < 0 || offset > size - length)
            throw new OnnxException($"{path}: {size:N0} bytes, expected {length:N0} from {offset:N0} on. The file is cut short or another one.");
        _files[path] = size;
        _read += length;
        if (_read > 2 * _files.Values.Sum())
            throw new OnnxException($"{path}: tensors claim {_read:N0} bytes of files with {_files.Values.Sum():N0}; expected each to have its own.");

        using var file = File.OpenHandle(path);
        var raw = GC.AllocateUninitializedArray<byte>(bytes);
        NativeBuffer.Fill(raw, file, offset);
        return _known[(path, offset, bytes)] = raw;
    }

    private string PathOf(string? location)
    {
        if (string.IsNullOrEmpty(location)) throw new OnnxException("its data are external, without a 'location'.");
        if (folder is null) throw new OnnxException($"its data are in '{location}', but the model was not read from a folder. Read it by its path.");
        // A model must not be able to read what its folder does not hold: no absolute path, no way up, no link.
        if (Path.IsPathRooted(location) || location.Contains('\0')) throw Outside(location);
        var path = Path.GetFullPath(folder);
        foreach (var part in location.Split('/', '\\'))
        {
            if (part is "" or ".") continue;
            if (part == "..") throw Outside(location);
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null) throw new OnnxException($"{path} is a symbolic link; expected the file itself in the model's folder.");
        }
        return File.Exists(path) ? path : throw new OnnxException($"{path}: no such file with external data. Copy it beside the model.");
    }

    private static OnnxException Outside(string location) =>
        new($"its data are in '{location}', outside the model's folder; expected a path beneath it.");

    private static long? Number(RepeatedField<StringStringEntryProto> entries, string key)
    {
        if (entries.LastOrDefault(e => e.Key == key) is not { } entry) return null;
        return long.TryParse(entry.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new OnnxException($"external data with '{key}' = '{entry.Value}'; expected a number.");
    }
}
