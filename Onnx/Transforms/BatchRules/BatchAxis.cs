namespace SegEdge.Onnx.Transforms.BatchRules;

/// <summary>Where the pictures of a batch lie in a value: along one axis, each with <paramref name="Inner"/> entries in a row. Inner is 1
/// but where a reshape merged the batch with what stood behind it, as attention does with its heads.</summary>
internal readonly record struct BatchAxis(int Axis, long Inner = 1);
