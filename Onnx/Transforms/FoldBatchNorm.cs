namespace SegEdge.Onnx.Transforms;

/// <summary>Throwaway.</summary>
public sealed class FoldBatchNorm : IGraphTransform
{
    public bool Apply(Model model) => false;
}
