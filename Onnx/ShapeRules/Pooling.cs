namespace SegEdge.Onnx.ShapeRules;

/// <summary>x [N, C, spatial...].</summary>
internal static class Pooling
{
    /// <summary>A second output, of MaxPool, says where each maximum was.</summary>
    public static void Windowed(Inference i)
    {
        Shape? shape = null;
        if (Input(i) is { } x)
        {
            var kernel = i.Node.Ints("kernel_shape") ?? throw i.Error("no kernel_shape", "one");
            if (kernel.Length != x.Rank - 2 || kernel.Min() < 1)
                throw i.Error($"kernel_shape [{string.Join(", ", kernel)}]", $"{x.Rank - 2} numbers of 1 and more");
            var window = new Window(i, kernel.Length);
            var ceiling = i.Node.Int("ceil_mode", 0) != 0;
            shape = [x[0], x[1], .. kernel.Select((k, axis) => window.Fits(axis, x[axis + 2], k, ceiling))];
        }
        i.Set(0, i.Type(0), shape);
        i.Set(1, ElementType.Int64, shape);
    }

    public static void Global(Inference i) => i.Set(0, i.Type(0), Input(i) is { } x ? [x[0], x[1], .. x.Skip(2).Select(_ => (Dim)1)] : null);

    private static Shape? Input(Inference i) => i.Shape(0) is { Rank: < 3 } x ? throw i.Error($"input {x}", "[N, C, spatial...]") : i.Shape(0);
}
