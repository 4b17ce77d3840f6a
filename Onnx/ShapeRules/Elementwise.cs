namespace SegEdge.Onnx.ShapeRules;

/// <summary>Operators that treat each element alone.</summary>
internal static class Elementwise
{
    /// <summary>The output is like the first input.</summary>
    public static void Like(Inference i) => i.Set(0, i.Type(0), i.Shape(0));

    /// <summary>A bool for each element.</summary>
    public static void Test(Inference i) => i.Set(0, ElementType.Bool, i.Shape(0));

    /// <summary>Any number of inputs, broadcast; of the first one's type.</summary>
    public static void Arithmetic(Inference i) => i.Set(0, i.Type(0), Broadcast.Of(i, i.Node.Inputs.Select(v => v?.Shape)));

    public static void Compare(Inference i) => i.Set(0, ElementType.Bool, Broadcast.Of(i, i.Shape(0), i.Shape(1)));

    public static void Where(Inference i) => i.Set(0, i.Type(1), Broadcast.Of(i, i.Shape(0), i.Shape(1), i.Shape(2)));

    public static void Cast(Inference i) => i.Set(0, (ElementType)i.Node.Int("to", 0), i.Shape(0));

    public static void CastLike(Inference i) => i.Set(0, i.Type(1), i.Shape(0));

    public static void PRelu(Inference i)
    {
        Broadcast.Into(i, i.Shape(0), i.Shape(1));
        Like(i);
    }

    /// <summary>The mask became a bool with opset 10.</summary>
    public static void Dropout(Inference i)
    {
        Like(i);
        i.Set(1, i.Opset >= 10 ? ElementType.Bool : i.Type(0), i.Shape(0));
    }
}
