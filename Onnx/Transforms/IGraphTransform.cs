namespace SegEdge.Onnx.Transforms;

/// <summary>Rewrites a model in place. Each states what it requires and what it ensures, and numbers its cases, the refused ones too.
/// <see cref="Verifier"/> holds after each.</summary>
public interface IGraphTransform
{
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="OnnxException">The model is not what the transform requires; it is unchanged.</exception>
    bool Apply(Model model);
}
