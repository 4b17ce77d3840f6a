namespace SegEdge.Onnx.Transforms;

/// <summary>Throwaway.</summary>
public sealed class SetBatch(Dim batch) : IGraphTransform
{
    public bool Apply(Model model)
    {
        foreach (var i in model.Graph.FreeInputs) i.Shape = i.Shape!.With(0, batch);
        foreach (var n in model.Graph.Nodes.ToArray())
            if (n.Is("Reshape") && n.Input(1).Constant is { } c && c.ToLongs() is [1, ..] l) { l[0] = 0; var v = new Value(n.Output.Name + "/b", Tensor.Vector(l)); model.Graph.Initializers.Add(v); n.Inputs[1] = v; }
        foreach (var v in model.Graph.Values()) if (!model.Graph.Inputs.Contains(v) && !v.IsInitializer) v.Shape = null;
        Shapes.Infer(model);
        return true;
    }
}
