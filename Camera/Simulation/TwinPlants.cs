using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Crop and weed as look-alikes: the same rosette, greens and sizes. Only the leaf tells: a weed's is slimmer.</summary>
internal static class TwinPlants
{
    // Half-width in lengths. At 0.20 a model trained with sticks still saw 28 % of the weeds without them; at 0.25 it sees 0.4 %, and one
    // trained without their help is as good as ever.
    private const float CropSlender = 0.36f, WeedSlender = 0.25f;

    public static void Build(bool weed, FieldConditions field, ref Dice dice, Mesh mesh, float fine)
    {
        // The green is the field's own, for both kinds alike; plants differ as neighbours do.
        var variety = Dice.For(field.Seed, 0x7713);
        var green = new Vector3(0.045f, 0.175f, 0.085f)
            * new Vector3(variety.Between(0.75f, 1.35f), 1, variety.Between(0.8f, 1.3f)) * variety.Between(0.8f, 1.25f);
        green *= new Vector3(dice.Between(0.9f, 1.1f), 1, dice.Between(0.88f, 1.12f)) * dice.Bell(0.8f, 1.2f);
        var count = 6 + dice.Below(3);
        var start = dice.Angle();
        for (var i = 0; i < count; i++)
        {
            var age = 1 - (i + 0.5f) / count;
            var length = field.CropRadius * float.Lerp(0.75f, 1.05f, age) * dice.Between(0.9f, 1.1f);
            new Leaf(LeafOutline.Ovate)
            {
                Root = new Vector3(0, 0, 0.006f + 0.015f * (1 - age)),
                Direction = start + i * Crops.Golden + dice.Between(-0.2f, 0.2f),
                Rise = float.Lerp(0.9f, 0.3f, age) + dice.Between(-0.1f, 0.1f),
                Droop = float.Lerp(0.3f, 0.7f, age) * dice.Between(0.6f, 1.3f),
                Length = length,
                HalfWidth = length * (weed ? WeedSlender : CropSlender) * dice.Between(0.9f, 1.1f),
                Fold = 0.2f,
                Waves = 0.06f,
                Phase = dice.Angle(),
                Stalk = 0.15f,
                Reflectance = Crops.Aged(green, age, ref dice),
                OpenAtRoot = 0.35f,
                OpenAtTip = 0.95f,
            }.AddTo(mesh, fine);
        }
    }
}
