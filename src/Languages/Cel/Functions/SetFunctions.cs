using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Lists as sets.</summary>
internal static class SetFunctions
{
    public static void Declare(Declarations table)
    {
        table.Add("sets.contains", "(list(T), list(T)) bool", (args, budget) => CelBool.Of(Contains(args[0], args[1], budget)));
        table.Add("sets.equivalent", "(list(T), list(T)) bool", (args, budget) =>
            CelBool.Of(Contains(args[0], args[1], budget) && Contains(args[1], args[0], budget)));
        table.Add("sets.intersects", "(list(T), list(T)) bool", (args, budget) => CelBool.Of(Intersects(args[0], args[1], budget)));
    }

    private static bool Contains(CelValue whole, CelValue part, CelBudget budget)
    {
        foreach (var item in ((CelList)part).Items)
        {
            budget.Spend();
            if (!Containers.Contains((CelList)whole, item, budget)) return false;
        }

        return true;
    }

    private static bool Intersects(CelValue left, CelValue right, CelBudget budget)
    {
        foreach (var item in ((CelList)right).Items)
        {
            budget.Spend();
            if (Containers.Contains((CelList)left, item, budget)) return true;
        }

        return false;
    }
}
