namespace SegEdge.Onnx.Transforms;

/// <summary>Raises ONNX's own operators to opset 13, from where on the library writes nodes.</summary>
public sealed class UpgradeOpset : IGraphTransform
{
    public const long Least = 13;

    public bool Apply(Model model)
    {
        if (model.Opset >= Least) return false;
        throw new OnnxException($"opset {model.Opset}; not yet.");
    }
}
