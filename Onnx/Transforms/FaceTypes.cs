namespace SegEdge.Onnx.Transforms;

internal static class FaceTypes
{
    /// <summary>Sees to it that values which become inputs or outputs have a type, as files demand. Nothing else of the model changes.</summary>
    /// <exception cref="OnnxException">A type follows from nothing.</exception>
    public static void Require(Model model, IEnumerable<Value> values)
    {
        Value[] open = [.. values.Where(v => v.Type == ElementType.Undefined)];
        if (open.Length == 0) return;
        var inferred = model.Clone();
        Shapes.Infer(inferred);
        (Value Open, Value Known)[] pairs = [.. open.Select(v => (v, inferred.Graph.Find(v.Name)))];
        foreach (var (value, known) in pairs)
            if (known.Type == ElementType.Undefined)
                throw new OnnxException($"{value}: its type follows from nothing, since {value.Producer} is not known. Say it in Value.Type first.");
        foreach (var (value, known) in pairs) (value.Type, value.Shape) = (known.Type, known.Shape ?? value.Shape);
    }
}
