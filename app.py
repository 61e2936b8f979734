from condition.viewer import main

main()
