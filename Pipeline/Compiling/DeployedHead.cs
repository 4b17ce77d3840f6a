using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Compiling;

/// <summary>One head of a deployed graph: the graph made the map and counted it.</summary>
internal sealed class DeployedHead(ModelHead head, IReadOnlyDictionary<string, BoundTensor> outputs) : IHeadReader
{
    private readonly byte[] _classes = Values<byte>(head, outputs, "classes")!;
    private readonly float[] _taint = Values<float>(head, outputs, "taint")!;
    private readonly long[] _areas = Values<long>(head, outputs, "area")!;
    private readonly float[]? _margins = Values<float>(head, outputs, "margin");
    private readonly float[]? _marginSums = Values<float>(head, outputs, "margin_sum");
    private readonly float[]? _confidenceSums = Values<float>(head, outputs, "confidence_sum");

    /// <summary>Of what an output of a deployed graph is called.</summary>
    public static readonly string[] Parts = ["classes", "taint", "area", "margin", "margin_sum", "confidence_sum"];

    public static string NameOf(string part, ModelHead head) => $"{part}_{head.Name}";

    public ClassMap NewMap()
    {
        var shape = outputs[NameOf("classes", head)].Shape;
        return new ClassMap(head.Name, new Camera.PictureSize(shape[^1], shape[^2]), hasMargins: _margins is not null);
    }

    public bool TryRead(ClassMap map)
    {
        if (float.IsNaN(_taint[0])) return false;
        _classes.CopyTo(map.Classes);
        _margins?.CopyTo(map.Margins);
        map.Counts.Set(_areas, _marginSums, _confidenceSums);
        return true;
    }

    private static T[]? Values<T>(ModelHead head, IReadOnlyDictionary<string, BoundTensor> outputs, string part) =>
        outputs.TryGetValue(NameOf(part, head), out var tensor) ? (T[])tensor.Values : null;
}
