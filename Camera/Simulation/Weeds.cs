using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Weeds leaf by leaf: each kind has its own habit, and a field's three kinds come in every size.</summary>
internal static class Weeds
{
    public static void Build(WeedKind kind, FieldConditions field, ref Dice dice, Mesh mesh, float fine)
    {
        var radius = field.WeedSize * dice.Between(0.6f, 1.5f);
        switch (kind)
        {
            case WeedKind.Dandelion:
                Rosette(LeafOutline.Toothed, ref dice, mesh, fine, radius, Tint(new(0.040f, 0.165f, 0.085f), ref dice), 0.17f, 0.30f, 9);
                if (dice.Chance(0.4f)) Flower(ref dice, mesh, fine, radius);
                break;
            case WeedKind.Thistle:
                var green = Tint(new(0.090f, 0.170f, 0.115f), ref dice);
                Rosette(LeafOutline.Lobed, ref dice, mesh, fine, radius * 1.15f, green, 0.24f, 0.6f, 9);
                break;
            case WeedKind.Grass: Grass(ref dice, mesh, fine, radius * 1.25f); break;
            case WeedKind.Chickweed: Mat(ref dice, mesh, fine, radius); break;
            case WeedKind.Pigweed: Upright(ref dice, mesh, fine, radius * 1.1f); break;
            default: Creeper(ref dice, mesh, fine, radius * 1.4f); break;
        }
    }

    private static Vector3 Tint(Vector3 green, ref Dice dice) =>
        green * new Vector3(dice.Between(0.7f, 1.35f), 1, dice.Between(0.8f, 1.4f)) * dice.Bell(0.7f, 1.25f);

    private static void Rosette(
        LeafOutline outline, ref Dice dice, Mesh mesh, float fine, float radius, Vector3 green, float slender, float rise, int leaves)
    {
        var count = leaves - 2 + dice.Below(5);
        var start = dice.Angle();
        for (var i = 0; i < count; i++)
        {
            var age = 1 - (i + 0.5f) / count;
            var length = radius * float.Lerp(0.6f, 1.1f, age) * dice.Between(0.8f, 1.15f);
            new Leaf(outline)
            {
                Root = new Vector3(0, 0, 0.004f + 0.01f * (1 - age)),
                Direction = start + i * Crops.Golden + dice.Between(-0.3f, 0.3f),
                Rise = float.Lerp(1.1f, rise, age) * dice.Between(0.7f, 1.2f),
                Droop = dice.Between(0.2f, 0.9f),
                Length = length,
                HalfWidth = length * slender,
                Fold = 0.25f,
                Waves = 0.1f,
                Phase = dice.Angle(),
                Reflectance = Crops.Aged(green, age, ref dice),
                OpenAtRoot = 0.3f,
                OpenAtTip = 0.95f,
            }.AddTo(mesh, fine);
        }
    }

    private static void Flower(ref Dice dice, Mesh mesh, float fine, float radius)
    {
        var direction = dice.Angle();
        var (sin, cos) = MathF.SinCos(direction);
        var top = new Vector3(sin * radius * 0.2f, cos * radius * 0.2f, radius * dice.Between(0.6f, 1.1f));
        Crops.Stem(mesh, new(0.07f, 0.17f, 0.13f), Vector3.Zero, top, 0.0025f, fine);
        for (var petal = 0; petal < 12; petal++)
            new Leaf(LeafOutline.Strap)
            {
                Root = top,
                Direction = petal * MathF.Tau / 12,
                Rise = 0.35f,
                Droop = 0.3f,
                Length = 0.018f,
                HalfWidth = 0.005f,
                Reflectance = new Vector3(0.02f, 0.50f, 0.72f),
                OpenAtRoot = 0.8f,
                OpenAtTip = 1,
            }.AddTo(mesh, fine);
    }

    private static void Grass(ref Dice dice, Mesh mesh, float fine, float radius)
    {
        var green = Tint(new(0.050f, 0.190f, 0.125f), ref dice);
        var count = 10 + dice.Below(16);
        for (var i = 0; i < count; i++)
        {
            var direction = dice.Angle();
            new Leaf(LeafOutline.Strap)
            {
                Root = new Vector3(MathF.Sin(direction), MathF.Cos(direction), 0) * (radius * 0.1f * dice.Next()),
                Direction = direction + dice.Between(-0.6f, 0.6f),
                Rise = dice.Between(0.6f, 1.5f),
                Droop = dice.Between(0.4f, 1.7f),
                Length = radius * dice.Between(0.7f, 1.5f),
                HalfWidth = 0.0022f + radius * 0.018f,
                Fold = 0.4f,
                Phase = dice.Angle(),
                Reflectance = Crops.Aged(green, dice.Next(), ref dice),
                OpenAtRoot = 0.3f,
                OpenAtTip = 1,
            }.AddTo(mesh, fine);
        }
    }

    private static void Mat(ref Dice dice, Mesh mesh, float fine, float radius)
    {
        var green = Tint(new(0.045f, 0.210f, 0.100f), ref dice);
        var count = 26 + dice.Below(24);
        for (var i = 0; i < count; i++)
        {
            var direction = dice.Angle();
            var out_ = MathF.Sqrt(dice.Next());
            var (sin, cos) = MathF.SinCos(direction);
            new Leaf(LeafOutline.Ovate)
            {
                Root = new Vector3(sin * radius * out_, cos * radius * out_, radius * 0.28f * (1.1f - out_)),
                Direction = direction + dice.Between(-1.2f, 1.2f),
                Rise = dice.Between(-0.1f, 0.6f),
                Droop = 0.3f,
                Length = 0.012f + radius * 0.22f * dice.Between(0.7f, 1.2f),
                HalfWidth = 0.004f + radius * 0.07f,
                Fold = 0.2f,
                Phase = dice.Angle(),
                Reflectance = Crops.Aged(green, out_, ref dice),
                OpenAtRoot = 0.55f + 0.2f * out_,
                OpenAtTip = 0.95f,
            }.AddTo(mesh, fine);
        }
    }

    private static void Upright(ref Dice dice, Mesh mesh, float fine, float radius)
    {
        var green = Tint(new(0.055f, 0.155f, 0.085f), ref dice);
        var height = radius * dice.Between(0.9f, 1.7f);
        Crops.Stem(mesh, new(0.06f, 0.09f, 0.19f), Vector3.Zero, new Vector3(0, 0, height), 0.004f + radius * 0.012f, fine);
        var count = 9 + dice.Below(7);
        for (var i = 0; i < count; i++)
        {
            var age = 1 - (i + 0.5f) / count;
            new Leaf(LeafOutline.Diamond)
            {
                Root = new Vector3(0, 0, height * (1 - 0.85f * age)),
                Direction = i * Crops.Golden + dice.Between(-0.3f, 0.3f),
                Rise = float.Lerp(1.1f, 0.2f, age),
                Droop = dice.Between(0.3f, 0.9f),
                Length = radius * float.Lerp(0.45f, 0.95f, age) * dice.Between(0.8f, 1.1f),
                HalfWidth = radius * float.Lerp(0.11f, 0.25f, age),
                Fold = 0.3f,
                Waves = 0.06f,
                Phase = dice.Angle(),
                Stalk = 0.3f,
                Reflectance = Crops.Aged(green, age, ref dice),
                OpenAtRoot = float.Lerp(0.8f, 0.35f, age),
                OpenAtTip = 1,
            }.AddTo(mesh, fine);
        }
    }

    private static void Creeper(ref Dice dice, Mesh mesh, float fine, float radius)
    {
        var green = Tint(new(0.055f, 0.160f, 0.110f), ref dice);
        var shoots = 3 + dice.Below(3);
        for (var shoot = 0; shoot < shoots; shoot++)
        {
            var direction = dice.Angle();
            var at = Vector3.Zero;
            var leaves = 5 + dice.Below(4);
            for (var i = 0; i < leaves; i++)
            {
                direction += dice.Between(-0.5f, 0.5f);
                var next = at + new Vector3(MathF.Sin(direction), MathF.Cos(direction), 0) * (radius / leaves);
                next.Z = dice.Between(0.006f, 0.02f);
                Crops.Stem(mesh, green * 0.8f, at, next, 0.002f, fine);
                at = next;
                new Leaf(LeafOutline.Arrow)
                {
                    Root = at,
                    Direction = direction + (i % 2 == 0 ? 1.1f : -1.1f) + dice.Between(-0.3f, 0.3f),
                    Rise = dice.Between(0.2f, 0.8f),
                    Droop = 0.5f,
                    Length = 0.02f + radius * 0.22f * dice.Between(0.7f, 1.1f),
                    HalfWidth = 0.007f + radius * 0.07f,
                    Fold = 0.25f,
                    Phase = dice.Angle(),
                    Stalk = 0.15f,
                    Reflectance = Crops.Aged(green, dice.Next(), ref dice),
                    OpenAtRoot = 0.6f,
                    OpenAtTip = 1,
                }.AddTo(mesh, fine);
            }
        }
    }
}
