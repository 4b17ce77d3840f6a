using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Crop plants leaf by leaf. A field has one kind at one age; plants differ as neighbours do.</summary>
internal static class Crops
{
    // Golden angle, radians: the way rosettes turn from leaf to leaf.
    internal const float Golden = 2.39996f;

    /// <param name="fine">Pixels per metre.</param>
    public static void Build(FieldConditions field, ref Dice dice, Mesh mesh, float fine)
    {
        var radius = field.CropRadius * dice.Bell(0.72f, 1.22f);
        var green = Green(field, ref dice);
        switch (field.Crop)
        {
            case CropKind.Maize: Maize(field, ref dice, mesh, fine, radius, green); break;
            case CropKind.Beet: Rosette(field, ref dice, mesh, fine, radius, green, stalk: 0.4f, slender: 0.30f, waves: 0.14f); break;
            case CropKind.Cabbage: Rosette(field, ref dice, mesh, fine, radius, green, stalk: 0.14f, slender: 0.40f, waves: 0.10f); break;
            case CropKind.Bean: Bean(field, ref dice, mesh, fine, radius, green); break;
            default: Pairs(field, ref dice, mesh, fine, radius, green); break;
        }
    }

    /// <summary>One field's green: a variety has a tint, soil and water shift it, and every plant is a little different.</summary>
    private static Vector3 Green(FieldConditions field, ref Dice dice)
    {
        var variety = Dice.For(field.Seed, 0x6EE);
        var basis = field.Crop switch
        {
            CropKind.Maize => new Vector3(0.045f, 0.190f, 0.095f),
            CropKind.Beet => new Vector3(0.035f, 0.150f, 0.062f),
            CropKind.Bean => new Vector3(0.045f, 0.180f, 0.085f),
            CropKind.Cabbage => new Vector3(0.074f, 0.185f, 0.104f),
            _ => new Vector3(0.050f, 0.170f, 0.090f),
        };
        basis *= new Vector3(variety.Between(0.7f, 1.4f), 1, variety.Between(0.75f, 1.3f)) * variety.Between(0.75f, 1.25f);
        return basis * new Vector3(dice.Between(0.9f, 1.1f), 1, dice.Between(0.88f, 1.12f)) * dice.Bell(0.8f, 1.2f);
    }

    /// <summary>Older leaves are darker and yellow first, the heart is pale.</summary>
    internal static Vector3 Aged(Vector3 green, float age, ref Dice dice)
    {
        var colour = green * float.Lerp(1.25f, 0.85f, age) * dice.Between(0.88f, 1.12f);
        return dice.Chance(0.025f * age) ? Vector3.Lerp(colour, new Vector3(0.05f, 0.22f, 0.26f), dice.Next()) : colour;
    }

    private static void Maize(FieldConditions field, ref Dice dice, Mesh mesh, float fine, float radius, Vector3 green)
    {
        var count = 4 + (int)(field.Growth * 5) + dice.Below(2);
        var height = radius * float.Lerp(0.5f, 0.9f, field.Growth);
        var plane = dice.Angle();
        Stem(mesh, green * 0.9f, Vector3.Zero, new Vector3(0, 0, height), 0.006f + radius * 0.02f, fine);
        for (var i = 0; i < count; i++)
        {
            var age = 1 - i / (count - 1f);
            new Leaf(LeafOutline.Strap)
            {
                Root = new Vector3(0, 0, height * (0.1f + 0.85f * (1 - age))),
                Direction = plane + i * MathF.PI + dice.Between(-0.5f, 0.5f),
                Rise = float.Lerp(1.35f, 0.75f, age) + dice.Between(-0.1f, 0.1f),
                Droop = dice.Between(0.9f, 2.1f) * (0.5f + 0.5f * age),
                Length = radius * 1.5f * (1 - 0.5f * MathF.Abs(age - 0.5f)) * dice.Between(0.85f, 1.15f),
                HalfWidth = radius * 0.085f + 0.003f,
                Fold = 0.35f,
                Waves = 0.12f,
                Phase = dice.Angle(),
                Reflectance = Aged(green, age, ref dice),
                OpenAtRoot = 0.35f,
                OpenAtTip = 1,
            }.AddTo(mesh, fine);
        }
    }

    private static void Rosette(
        FieldConditions field, ref Dice dice, Mesh mesh, float fine, float radius, Vector3 green,
        float stalk, float slender, float waves)
    {
        var count = 4 + (int)(field.Growth * 9) + dice.Below(3);
        var start = dice.Angle();
        for (var i = 0; i < count; i++)
        {
            var age = 1 - (i + 0.5f) / count;
            var length = radius * float.Lerp(0.65f, 1.2f, age) * dice.Between(0.85f, 1.12f);
            new Leaf(LeafOutline.Broad)
            {
                Root = new Vector3(0, 0, 0.006f + 0.02f * (1 - age)),
                Direction = start + i * Golden + dice.Between(-0.2f, 0.2f),
                Rise = float.Lerp(1.35f, 0.55f, age) + dice.Between(-0.12f, 0.12f),
                Droop = float.Lerp(0.3f, 1.15f, age) * dice.Between(0.6f, 1.3f),
                Length = length,
                HalfWidth = length * slender * dice.Between(0.85f, 1.15f),
                Fold = 0.28f,
                Waves = waves,
                Phase = dice.Angle(),
                Stalk = stalk * (0.5f + 0.5f * age),
                Reflectance = Aged(green, age, ref dice),
                OpenAtRoot = 0.22f,
                OpenAtTip = float.Lerp(0.95f, 0.8f, age),
            }.AddTo(mesh, fine);
        }
    }

    private static void Bean(FieldConditions field, ref Dice dice, Mesh mesh, float fine, float radius, Vector3 green)
    {
        var count = 2 + (int)(field.Growth * 7) + dice.Below(2);
        var height = radius * float.Lerp(0.4f, 0.9f, field.Growth);
        var start = dice.Angle();
        Stem(mesh, green * 0.8f, Vector3.Zero, new Vector3(0, 0, height), 0.004f, fine);
        for (var i = 0; i < count; i++)
        {
            var age = 1 - (i + 0.5f) / count;
            var direction = start + i * Golden + dice.Between(-0.3f, 0.3f);
            var reach = radius * float.Lerp(0.3f, 0.62f, age) * dice.Between(0.8f, 1.15f);
            var root = new Vector3(0, 0, height * (1 - age * 0.8f));
            var tip = root + new Vector3(MathF.Sin(direction) * reach, MathF.Cos(direction) * reach, reach * dice.Between(0.25f, 0.7f));
            Stem(mesh, green * 0.85f, root, tip, 0.0022f, fine);
            var leaf = new Leaf(LeafOutline.Ovate)
            {
                Root = tip,
                Droop = dice.Between(0.2f, 0.9f),
                HalfWidth = radius * 0.17f,
                Fold = 0.2f,
                Waves = 0.07f,
                Reflectance = Aged(green, age, ref dice),
                OpenAtRoot = float.Lerp(0.9f, 0.45f, age),
                OpenAtTip = float.Lerp(1, 0.75f, age),
            };
            for (var blade = -1; blade <= 1; blade++)
                (leaf with
                {
                    Direction = direction + blade * 1.45f,
                    Rise = dice.Between(-0.15f, 0.35f),
                    Phase = dice.Angle(),
                    Length = radius * (blade == 0 ? 0.58f : 0.48f) * dice.Between(0.85f, 1.1f),
                }).AddTo(mesh, fine);
        }
    }

    private static void Pairs(FieldConditions field, ref Dice dice, Mesh mesh, float fine, float radius, Vector3 green)
    {
        var levels = 2 + (int)(field.Growth * 4);
        var height = radius * float.Lerp(0.35f, 1.1f, field.Growth);
        var start = dice.Angle();
        Stem(mesh, green * 0.85f, Vector3.Zero, new Vector3(0, 0, height), 0.005f + radius * 0.012f, fine);
        for (var level = 0; level < levels; level++)
            for (var side = 0; side < 2; side++)
            {
                var age = 1 - (level + 0.5f) / levels;
                var length = radius * float.Lerp(0.5f, 1, age) * dice.Between(0.85f, 1.1f);
                new Leaf(LeafOutline.Ovate)
                {
                    Root = new Vector3(0, 0, height * (1 - age * 0.85f)),
                    Direction = start + level * 1.57f + side * MathF.PI + dice.Between(-0.25f, 0.25f),
                    Rise = float.Lerp(0.95f, 0.35f, age) + dice.Between(-0.1f, 0.15f),
                    Droop = dice.Between(0.4f, 1.1f),
                    Length = length,
                    HalfWidth = length * 0.33f,
                    Fold = 0.2f,
                    Waves = 0.06f,
                    Phase = dice.Angle(),
                    Stalk = 0.22f,
                    Reflectance = Aged(green, age, ref dice),
                    OpenAtRoot = float.Lerp(0.75f, 0.3f, age),
                    OpenAtTip = float.Lerp(1, 0.8f, age),
                }.AddTo(mesh, fine);
            }
    }

    /// <summary>A thin tube between two points.</summary>
    internal static void Stem(Mesh mesh, Vector3 reflectance, Vector3 from, Vector3 to, float radius, float fine)
    {
        var sides = radius * fine > 2.5f ? 6 : 3;
        var along = Vector3.Normalize(to - from);
        var across = Vector3.Normalize(Vector3.Cross(along, MathF.Abs(along.Z) > 0.9f ? Vector3.UnitY : Vector3.UnitZ));
        var third = Vector3.Cross(along, across);
        for (var end = 0; end < 2; end++)
            for (var s = 0; s <= sides; s++)
            {
                var (sin, cos) = MathF.SinCos(s * MathF.Tau / sides);
                var out_ = across * cos + third * sin;
                var point = (end == 0 ? from : to) + out_ * (radius * (end == 0 ? 1 : 0.7f));
                mesh.Add(new Vertex(point, reflectance, new Vector2(end, s), end == 0 ? 0.35f : 0.8f, 0) { Normal = out_ * 1e-6f });
            }
        mesh.JoinGrid(2, sides + 1, Finish.Plain);
    }
}
