using SegEdge.Onnx.Verification;

namespace SegEdge.Onnx;

/// <summary>Whether a model is one that ONNX Runtime and other readers take. Run after every transform.</summary>
/// <remarks>Laws: every name once (what a subgraph's nodes make, differs from everything around it too); everything is made before it is
/// read; an output of a graph is made in it, once; inputs have types; <see cref="Value.Producer"/> is the node that makes it; every domain
/// has an opset; a node of an operator in <see cref="OperatorTable"/> has inputs, outputs, types and attributes as that opset says. Other
/// operators are not looked into.</remarks>
public static class Verifier
{
    /// <exception cref="OnnxException">It is not; every reason is listed.</exception>
    public static void Verify(Model model)
    {
        var check = new GraphCheck(model);
        check.Check();
        var count = check.Problems.Count;
        if (count > 0) throw new OnnxException($"Model with {count} {(count == 1 ? "fault" : "faults")}: {string.Join("; ", check.Problems)}.");
    }
}
